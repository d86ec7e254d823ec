import Domain
import Testing

@testable import Notifications

@Suite("Messages as HTML")
struct MarkdownHTMLTests {
  @Test(
    "what messages are made of becomes HTML",
    arguments: [
      ("One line\nand another.\n\nA second one.\n", "<p>One line\nand another.</p>\n<p>A second one.</p>\n"),
      ("## What to mend\n\nIt.\n", "<h2>What to mend</h2>\n<p>It.</p>\n"),
      ("- a\n- b\n", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
      (
        "1. **code** (error, once)\n   - At `a:1`\n   - Fix: it\n2. b\n",
        "<ol>\n<li><strong>code</strong> (error, once)\n<ul>\n<li>At <code>a:1</code></li>\n<li>Fix: it</li>\n</ul>\n</li>\n"
          + "<li>b</li>\n</ol>\n"
      ),
      (
        "| | now |\n|---|---:|\n| films | 1,000 |\n\nDone.\n",
        "<table>\n<tr><th></th><th>now</th></tr>\n<tr><td>films</td><td>1,000</td></tr>\n</table>\n<p>Done.</p>\n"
      ),
      ("Text:\n- a\n", "<p>Text:</p>\n<ul>\n<li>a</li>\n</ul>\n"),
      ("", ""),
    ])
  func blocks(markdown: String, html: String) { #expect(MarkdownHTML.fragment(markdown) == html) }

  @Test(
    "what a delivery brings stays text, whatever it looks like",
    arguments: [
      "<script>alert(1)</script>", "a`b", "``", "`", " padded ", "**bold**", "[link](https://x.example)", "&amp;",
      "\"x\"",
      "![image](https://x.example/pixel)", "| a | b |", "- a", "# a", "",
    ])
  func foreign(_ text: String) {
    let html = MarkdownHTML.fragment("- What: \(Wording.code(text)) end\n")
    let shown = text.isEmpty ? "  " : Markup.escaped(text)
    #expect(html == "<ul>\n<li>What: <code>\(shown)</code> end</li>\n</ul>\n")
  }

  @Test(
    "a mark without an end is text, and nothing is left unescaped", arguments: ["a ` b", "**a", "a ** b * c", "<b>"])
  func unfinished(_ text: String) {
    #expect(MarkdownHTML.fragment(text) == "<p>\(Markup.escaped(text))</p>\n")
  }
}

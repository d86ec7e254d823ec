import Domain
import Testing

@testable import CloudPlatform

@Suite("Reading the XML of S3")
struct XMLTreeTests {
  private func parse(_ text: String) -> XMLTree? { XMLTree(text.utf8) }

  @Test("finds elements and their text")
  func listing() throws {
    let tree = try #require(
      parse(
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- a page -->
        <ListVersionsResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/" xmlns:x='y>z'>
          <IsTruncated>true</IsTruncated>
          <Version><Key>a</Key><Size>1</Size></Version>
          <Version><Key>b</Key><Owner/><Size>2</Size></Version>
        </ListVersionsResult>
        """))
    #expect(tree.name == "ListVersionsResult")
    #expect(tree.text("IsTruncated") == "true")
    #expect(tree.all("Version").map { $0.text("Key") } == ["a", "b"])
    #expect(tree.all("Version")[1]["Owner"]?.text == "")
    #expect(tree.text("NextKeyMarker") == nil)
  }

  @Test(
    "reads what stands for other characters",
    arguments: [
      ("&quot;etag&quot;", "\"etag\""), ("a&amp;b&lt;&gt;&apos;", "a&b<>'"), ("&#x41;&#66;&#x1F600;", "AB😀"),
      ("<![CDATA[a<b&c]]>d", "a<b&cd"), ("zwölf", "zwölf"), ("a<!-- not this -->b", "ab"),
    ])
  func text(_ example: (written: String, read: String)) {
    #expect(parse("<a>\(example.written)</a>")?.text == example.read)
  }

  @Test("reads back what it escapes")
  func escaping() {
    let text = "\"a\" & <b> 'c' ü"
    #expect(parse("<a>\(Markup.escaped(text))</a>")?.text == text)
  }

  @Test(
    "refuses what is no document",
    arguments: [
      "", "text", "<a>", "<a></b>", "<a><b></a></b>", "<a/><b/>", "<a", "<a b></a>", "<a b=c/>", "<a b='c></a>",
      "<a>&unknown;</a>", "<a>&#xD800;</a>", "<a>& </a>", "<a>]</a>x", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
      "<a><![CDATA[</a>", "<a><!-- </a>", String(repeating: "<a>", count: 40) + String(repeating: "</a>", count: 40),
    ])
  func malformed(_ text: String) {
    #expect(parse(text) == nil)
  }

  @Test("refuses text that is not UTF-8")
  func notUTF8() {
    #expect(XMLTree(Array("<a>".utf8) + [0xFF] + Array("</a>".utf8)) == nil)
  }

  @Test("never crashes on cut or changed documents")
  func damaged() {
    let document = Array("<?xml version=\"1.0\"?><a x=\"1\"><b>&amp;&#65;</b><![CDATA[x]]><!-- y --><c/></a>".utf8)
    #expect(XMLTree(document) != nil)
    for length in 0..<document.count {
      #expect(XMLTree(document.prefix(length)) == nil)
      for byte in "<>&;\"'/!?-[]".utf8 {
        var changed = document
        changed[length] = byte
        _ = XMLTree(changed)
      }
    }
  }
}

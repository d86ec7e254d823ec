import Domain

/// Messages as HTML: the part of Markdown that `Messages` write, and nothing else.
///
/// Paragraphs, headings, lists within lists, tables, code spans and bold. Everything is escaped; what a delivery brings
/// stands in code spans, hence nothing of it becomes a mark-up, a link or an image.
package enum MarkdownHTML {
  /// What `<body>` holds.
  package static func fragment(_ markdown: String) -> String {
    var html = ""
    var lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)[...]
    while let line = lines.first {
      if line.allSatisfy(\.isWhitespace) {
        lines.removeFirst()
      } else if let heading = heading(line) {
        html += heading
        lines.removeFirst()
      } else if line.hasPrefix("|") {
        html += table(take(&lines) { $0.hasPrefix("|") })
      } else if ListItem(line) != nil {
        html += list(take(&lines) { ListItem($0) != nil }.compactMap(ListItem.init))
      } else {
        let text = take(&lines) { !$0.allSatisfy(\.isWhitespace) && heading($0) == nil && ListItem($0) == nil }
        html += "<p>\(text.map { inline($0) }.joined(separator: "\n"))</p>\n"
      }
    }
    return html
  }

  private static func take(
    _ lines: inout ArraySlice<Substring>, while belongs: (Substring) -> Bool
  ) -> ArraySlice<Substring> {
    let taken = lines.prefix(while: belongs)
    lines = lines.dropFirst(taken.count)
    return taken
  }

  private static func heading(_ line: Substring) -> String? {
    let level = line.prefix { $0 == "#" }.count
    guard (1...6).contains(level), line.dropFirst(level).first == " " else { return nil }
    return "<h\(level)>\(inline(line.dropFirst(level + 1)))</h\(level)>\n"
  }

  // MARK: Lists

  private struct ListItem {
    let indent: Int
    let isNumbered: Bool
    let text: Substring

    /// `- text` or `1. text`.
    init?(_ line: Substring) {
      indent = line.prefix { $0 == " " }.count
      let rest = line.dropFirst(indent)
      let digits = rest.prefix { $0.isASCII && $0.isNumber }.count
      isNumbered = digits > 0
      let marker = isNumbered ? rest.dropFirst(digits).prefix(2) : rest.prefix(2)
      guard marker == (isNumbered ? ". " : "- ") else { return nil }
      text = rest.dropFirst(digits + 2)
    }
  }

  private static func list(_ items: [ListItem]) -> String {
    guard let first = items.first else { return "" }
    let tag = first.isNumbered ? "ol" : "ul"
    var html = "<\(tag)>\n"
    var rest = items[...]
    while let item = rest.popFirst() {
      let inner = rest.prefix { $0.indent > item.indent }
      rest = rest.dropFirst(inner.count)
      html += "<li>\(inline(item.text))\(inner.isEmpty ? "" : "\n" + list(Array(inner)))</li>\n"
    }
    return html + "</\(tag)>\n"
  }

  // MARK: Tables

  private static func table(_ lines: ArraySlice<Substring>) -> String {
    let rows = lines.map { line in
      line.dropFirst().dropLast(line.hasSuffix("|") ? 1 : 0).split(separator: "|", omittingEmptySubsequences: false)
        .map { $0.trimmed }
    }
    var html = "<table>\n"
    for (index, row) in rows.enumerated() {
      // The second line says how columns are aligned; numbers are, by the style of the page, if at all.
      if index == 1, row.allSatisfy({ $0.allSatisfy { "-:".contains($0) } }) { continue }
      let tag = index == 0 ? "th" : "td"
      html += "<tr>\(row.map { "<\(tag)>\(inline($0))</\(tag)>" }.joined())</tr>\n"
    }
    return html + "</table>\n"
  }

  // MARK: Text

  /// Code spans of any number of backticks, then bold; a mark without an end is text.
  private static func inline(_ text: Substring) -> String {
    var html = ""
    var rest = text
    while let mark = rest.firstIndex(where: { $0 == "`" || $0 == "*" }) {
      html += Markup.escaped(rest[..<mark])
      rest = rest[mark...]
      let fence = rest.prefix { $0 == rest.first }
      let inner = rest.dropFirst(fence.count)
      if fence.first == "`", let end = end(of: fence, in: inner) {
        html += "<code>\(Markup.escaped(unpadded(inner[..<end])))</code>"
        rest = inner[end...].dropFirst(fence.count)
      } else if fence == "**", let end = inner.firstRange(of: "**")?.lowerBound {
        html += "<strong>\(inline(inner[..<end]))</strong>"
        rest = inner[end...].dropFirst(2)
      } else {
        html += Markup.escaped(fence)
        rest = inner
      }
    }
    return html + Markup.escaped(rest)
  }

  /// Where a run of backticks as long as `fence` begins.
  private static func end(of fence: Substring, in text: Substring) -> Substring.Index? {
    var rest = text
    while let start = rest.firstIndex(of: "`") {
      let run = rest[start...].prefix { $0 == "`" }
      if run.count == fence.count { return start }
      rest = rest[run.endIndex...]
    }
    return nil
  }

  /// One space on each side belongs to the fence, as in `Wording.code`.
  private static func unpadded(_ text: Substring) -> Substring {
    text.count > 2 && text.first == " " && text.last == " " ? text.dropFirst().dropLast() : text
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}

/// Reads a document from the front. Every step returns `nil`, or `false`, where the document is not well-formed.
struct XMLTreeParser {
  /// S3's answers nest five deep.
  private static let maxDepth = 32

  let bytes: [UInt8]
  private var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func document() -> XMLTree? {
    if starts("\u{FEFF}") { position += 3 }
    guard skipMisc(), let root = element(depth: 0), skipMisc(), position == bytes.count else { return nil }
    return root
  }

  private func starts(_ text: StaticString) -> Bool {
    text.withUTF8Buffer { bytes[min(position, bytes.count)...].starts(with: $0) }
  }

  private mutating func skip(_ text: StaticString) -> Bool {
    guard starts(text) else { return false }
    position += text.utf8CodeUnitCount
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private mutating func skip(through end: StaticString) -> Bool {
    while position < bytes.count {
      if skip(end) { return true }
      position += 1
    }
    return false
  }

  /// Space, comments and processing instructions around the root.
  private mutating func skipMisc() -> Bool {
    while true {
      skipSpace()
      if starts("<?") {
        guard skip(through: "?>") else { return false }
      } else if starts("<!--") {
        guard skip(through: "-->") else { return false }
      } else {
        return true
      }
    }
  }

  private mutating func name() -> String? {
    let start = position
    while position < bytes.count, !" \t\r\n/>=<&\"'".utf8.contains(bytes[position]) { position += 1 }
    guard position > start else { return nil }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func element(depth: Int) -> XMLTree? {
    guard depth < Self.maxDepth, skip("<"), let tag = name(), skipAttributes() else { return nil }
    var tree = XMLTree(name: tag.split(separator: ":").last.map(String.init) ?? tag)
    if skip("/>") { return tree }
    guard skip(">") else { return nil }
    var text: [UInt8] = []
    while position < bytes.count {
      if skip("</") {
        guard name() == tag else { return nil }
        skipSpace()
        guard skip(">"), let content = String(validating: text, as: UTF8.self) else { return nil }
        tree.text = content
        return tree
      } else if starts("<!--") {
        guard skip(through: "-->") else { return nil }
      } else if skip("<![CDATA[") {
        let start = position
        guard skip(through: "]]>") else { return nil }
        text += bytes[start..<(position - 3)]
      } else if starts("<") {
        guard let child = element(depth: depth + 1) else { return nil }
        tree.children.append(child)
      } else if starts("&") {
        guard let character = reference() else { return nil }
        text += String(character).utf8
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    return nil
  }

  private mutating func skipAttributes() -> Bool {
    while true {
      skipSpace()
      if starts(">") || starts("/>") { return true }
      guard name() != nil else { return false }
      skipSpace()
      guard skip("=") else { return false }
      skipSpace()
      guard skip("\"") ? skip(through: "\"") : skip("'") && skip(through: "'") else { return false }
    }
  }

  /// One of the five names, or the number of a character.
  private mutating func reference() -> Unicode.Scalar? {
    let start = position + 1
    // The longest is `&#x10FFFF;`.
    guard let end = bytes[start...].prefix(10).firstIndex(of: UInt8(ascii: ";")) else { return nil }
    position = end + 1
    let name = String(decoding: bytes[start..<end], as: UTF8.self)
    switch name {
    case "amp": return "&"
    case "lt": return "<"
    case "gt": return ">"
    case "quot": return "\""
    case "apos": return "'"
    default: break
    }
    let number =
      name.hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : name.hasPrefix("#") ? UInt32(name.dropFirst()) : nil
    return number.flatMap(Unicode.Scalar.init)
  }
}

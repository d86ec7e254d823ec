import Domain

/// Names of entries: how their bytes are read, and which are refused.
enum ZipNameCheck {
  /// Longer names are no names that a person gave; the bound also bounds what a hostile directory costs.
  static let maxBytes = 1024

  /// The name, or why it is refused.
  ///
  /// With flag bit 11 the bytes are UTF-8 and must be well-formed. Without it the format means code page 437, but macOS and
  /// many programs write UTF-8 all the same: bytes that are UTF-8 are read so, others by the code page.
  static func name(of bytes: [UInt8], isMarkedUTF8: Bool) throws(ArchiveRefusal) -> String {
    func refusal(_ message: String) -> ArchiveRefusal {
      ArchiveRefusal(
        .zipUnsafeName, "an entry is named '\(FindingValue.shown(String(decoding: bytes, as: UTF8.self)))', \(message)")
    }
    guard bytes.count <= maxBytes else { throw refusal("which is longer than \(maxBytes) bytes") }
    let utf8 = String(validating: bytes, as: UTF8.self)
    guard utf8 != nil || !isMarkedUTF8 else { throw refusal("which is marked as UTF-8 and is not") }
    let name = utf8 ?? CodePage437.decode(bytes)

    if name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
      throw refusal("which has a control character in it")
    }
    if name.utf8.contains(UInt8(ascii: "\\")) { throw refusal("which has a backslash in it") }
    if name.utf8.first == UInt8(ascii: "/") { throw refusal("which is an absolute path") }
    if isDriveLetter(name) { throw refusal("which starts with a drive letter") }
    var parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if parts.count > 1, parts.last?.isEmpty == true { parts.removeLast() }  // a folder ends in a slash
    for part in parts {
      if part.isEmpty { throw refusal(name.isEmpty ? "which is empty" : "which has an empty part") }
      if part.elementsEqual("..".utf8) || part.elementsEqual(".".utf8) {
        throw refusal("which has '\(String(Substring(part)))' as a part")
      }
    }
    return name
  }

  private static func isDriveLetter(_ name: String) -> Bool {
    let start = Array(name.utf8.prefix(2))
    guard start.count == 2, start[1] == UInt8(ascii: ":") else { return false }
    return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(start[0] & 0xDF)
  }
}

/// The character set of the first PCs, which the zip format falls back to.
enum CodePage437 {
  private static let upperHalf = Array(
    ("ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐"
      + "└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}").unicodeScalars)

  static func decode(_ bytes: [UInt8]) -> String {
    var text = ""
    for byte in bytes {
      text.unicodeScalars.append(byte < 0x80 ? Unicode.Scalar(byte) : upperHalf[Int(byte) - 0x80])
    }
    return text
  }
}

import Foundation

/// Names folded for searching and sorting: case, accents, compatibility forms and spacing do not count.
///
/// Done once when an edition is built, and to what is searched for, so that every engine compares plain bytes. No locale.
package enum SearchText {
  package static func fold(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) { return foldASCII(text) }
    return text.utf8.allSatisfy { $0 < 0xC9 } ? foldLatin(text) : foldUnicode(text)
  }

  /// Most names: bytes to bytes.
  private static func foldASCII(_ text: String) -> String {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.utf8.count)
    var isSpacePending = false
    for byte in text.utf8 {
      switch byte {
      case 0x09...0x0D, 0x20:
        isSpacePending = !folded.isEmpty
        continue
      case 0x00..<0x20, 0x7F: continue
      default: break
      }
      if isSpacePending { folded.append(0x20) }
      isSpacePending = false
      folded.append(UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte)
    }
    return String(decoding: folded, as: UTF8.self)
  }

  /// Names of Latin letters with accents, a fifth of the time of `foldUnicode`: no scalar below U+0240 changes another, so
  /// that each is folded once and for all.
  private static func foldLatin(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    var isSpacePending = false
    for scalar in text.unicodeScalars {
      for part in latin[Int(scalar.value)].unicodeScalars {
        if part == " " {
          isSpacePending = !folded.isEmpty
          continue
        }
        if isSpacePending { folded.append(" ") }
        isSpacePending = false
        folded.append(part)
      }
    }
    return String(folded)
  }

  /// What each scalar below U+0240 becomes between two letters. The UTF-8 of these begins with a byte below 0xC9.
  private static let latin: [String] = (0..<0x240).map { value in
    let folded = foldUnicode("x\(Unicode.Scalar(UInt32(value))!)x")
    return String(folded.unicodeScalars.dropFirst().dropLast())
  }

  /// What is kept of a name that nobody writes: PostgreSQL's indexes take entries of up to 2,704 bytes, and a cursor that
  /// holds one must fit into a URL. The longest names of the published data have some 150 bytes.
  static let maxStoredBytes = 1000

  /// The folded name as an edition has it: what lists are sorted by and searches look through.
  package static func stored(_ text: String) -> String {
    let folded = fold(text)
    guard folded.utf8.count > maxStoredBytes else { return folded }
    // Back to where the last character begins that would be cut.
    var end = folded.utf8.index(folded.utf8.startIndex, offsetBy: maxStoredBytes)
    while folded.utf8[end] & 0xC0 == 0x80 { end = folded.utf8.index(before: end) }
    return String(folded[..<end])
  }

  static func foldUnicode(_ text: String) -> String {
    var folded = String.UnicodeScalarView()
    var isSpacePending = false
    func append(_ scalar: Unicode.Scalar) {
      if scalar.properties.isWhitespace {
        isSpacePending = !folded.isEmpty
        return
      }
      if isSpacePending { folded.append(" ") }
      isSpacePending = false
      folded.append(scalar)
    }
    for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
      // U+200B and its like are in real names, and nobody types them.
      if isIgnored(scalar) { continue }
      for lower in scalar.properties.lowercaseMapping.unicodeScalars {
        if let letters = undecomposed[lower] {
          letters.unicodeScalars.forEach(append)
        } else if !isIgnored(lower) {  // İ becomes i and a dot above
          append(lower)
        }
      }
    }
    return String(folded)
  }

  /// A LIKE pattern with `ESCAPE '\'` for what contains `text`, which is folded here.
  package static func containing(_ text: String) -> String {
    var pattern = "%"
    for character in fold(text) {
      if "%_\\".contains(character) { pattern.append("\\") }
      pattern.append(character)
    }
    return pattern + "%"
  }

  private static func isIgnored(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .format: true
    case .control: !scalar.properties.isWhitespace
    default: false
    }
  }

  /// Letters whose stroke or ligature Unicode does not take apart.
  private static let undecomposed: [Unicode.Scalar: String] = [
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "ı": "i", "ŧ": "t",
  ]
}

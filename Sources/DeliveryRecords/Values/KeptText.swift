import Foundation

/// A text of the delivery as it is kept: bounded, with line feeds for CRLF, so that one film does not differ between a file
/// with LF and the same file with CRLF.
///
/// A NUL becomes U+FFFD, because PostgreSQL cannot store it. Nothing else is changed; outer spaces stay.
struct KeptText {
  /// Bytes that are kept of one text: four times the longest text of the published data (overview, 1,000 characters).
  static let maxBytes = 4096

  let text: String
  let isShortened: Bool

  /// `bytes` are well-formed UTF-8, except that they may have been cut at their end (`isCut`).
  init(_ bytes: UnsafeRawBufferPointer, isCut: Bool = false) {
    if Self.isKeptAsItIs(bytes) {
      text = String(decoding: bytes, as: UTF8.self)
      isShortened = isCut
      return
    }
    var kept: [UInt8] = []
    kept.reserveCapacity(Self.maxBytes + 3)
    for (index, byte) in bytes.enumerated() {
      if byte == carriageReturn, index + 1 < bytes.count, bytes[index + 1] == lineFeed { continue }
      if byte == 0 {
        kept.append(contentsOf: [0xEF, 0xBF, 0xBD])
      } else {
        kept.append(byte)
      }
      if kept.count > Self.maxBytes { break }
    }
    isShortened = isCut || kept.count > Self.maxBytes
    if kept.count > Self.maxBytes {
      var end = Self.maxBytes
      while end > 0, kept[end] & 0xC0 == 0x80 { end -= 1 }  // a continuation byte belongs to the character before it
      kept.removeSubrange(end...)
    }
    text = String(decoding: kept, as: UTF8.self)
  }

  private static func isKeptAsItIs(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress else { return true }
    return bytes.count <= maxBytes && memchr(start, 0, bytes.count) == nil
      && memchr(start, Int32(carriageReturn), bytes.count) == nil
  }
}

private let carriageReturn = UInt8(ascii: "\r")
private let lineFeed = UInt8(ascii: "\n")

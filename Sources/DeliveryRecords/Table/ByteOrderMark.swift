/// Takes the UTF-8 byte order mark off the start of a file whose first block may be a single byte.
struct ByteOrderMark {
  private static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

  private var matched = 0
  /// The start of the file has been seen.
  private(set) var isDecided = false

  var isPresent: Bool { matched == Self.bytes.count }

  /// Bytes that were taken but are no mark: they belong to the file.
  var withheld: [UInt8] { isPresent ? [] : Array(Self.bytes.prefix(matched)) }

  mutating func take(from block: UnsafeRawBufferPointer, at offset: inout Int) {
    while !isDecided, offset < block.count {
      guard block[offset] == Self.bytes[matched] else {
        isDecided = true
        return
      }
      matched += 1
      offset += 1
      isDecided = isPresent
    }
  }

  mutating func decideAtEnd() { isDecided = true }
}

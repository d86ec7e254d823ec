/// The extra fields of a header that matter here.
struct ZipExtraFields {
  /// Sizes and offset beyond 32 bits, in the order of the header's fields that are all ones.
  private(set) var zip64: [UInt8]?
  /// The name in UTF-8 that Info-ZIP writes beside a name in another character set.
  private(set) var unicodePath: [UInt8]?

  /// nil if the fields do not fill `bytes` exactly. Up to three zero bytes of padding at the end are common.
  init?(_ bytes: [UInt8]) {
    var at = 0
    while bytes.count - at >= 4 {
      let id = bytes.uint16(at: at)
      let size = Int(bytes.uint16(at: at + 2))
      at += 4
      guard bytes.count - at >= size else { return nil }
      let content = Array(bytes[at..<at + size])
      at += size
      switch id {
      case 0x0001:
        guard zip64 == nil else { return nil }
        zip64 = content
      case 0x7075:
        guard unicodePath == nil, size >= 5 else { return nil }
        unicodePath = Array(content[5...])  // behind a version byte and the CRC of the name
      default: break
      }
    }
    guard bytes[at...].allSatisfy({ $0 == 0 }) else { return nil }
  }

  /// Replaces the values that are all ones by those of the zip64 field, in order; nil if one is missing.
  func resolve(_ values: [UInt32]) -> [UInt64]? {
    var at = 0
    var resolved: [UInt64] = []
    for value in values {
      guard value == .max, let zip64 else {
        resolved.append(UInt64(value))
        continue
      }
      guard zip64.count - at >= 8 else { return nil }
      resolved.append(zip64.uint64(at: at))
      at += 8
    }
    return resolved
  }
}

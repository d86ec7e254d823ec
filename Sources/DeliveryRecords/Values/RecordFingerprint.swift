/// A 64-bit hash of a record's bytes, to tell equal copies of a film from copies that differ without keeping either.
///
/// Sixteen bytes a step in two lanes, each folded through a 128-bit product (as wyhash does): about 10 GB/s, where every film
/// of a delivery is hashed for the sake of a few dozen copies. Not for adversaries: who makes two records collide hides a
/// warning on his own data.
enum RecordFingerprint {
  static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var state = UInt64(truncatingIfNeeded: bytes.count) ^ 0x9E37_79B9_7F4A_7C15
    var other: UInt64 = 0xD1B5_4A32_D192_ED03
    var offset = 0
    while offset + 16 <= bytes.count {
      state = folded(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      other = folded(other ^ bytes.loadUnaligned(fromByteOffset: offset + 8, as: UInt64.self))
      offset += 16
    }
    state = folded(state ^ other)
    if offset + 8 <= bytes.count {
      state = folded(state ^ bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
      offset += 8
    }
    var rest: UInt64 = 0
    while offset < bytes.count {
      rest = rest << 8 | UInt64(bytes[offset])
      offset += 1
    }
    return folded(folded(state ^ rest))
  }

  private static func folded(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }
}

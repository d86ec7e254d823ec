/// Hands `bytes` on in blocks that end at `ends` (and at their end), each in memory of its own size, so that reading past
/// a block is caught by the sanitizers.
func feed(_ bytes: [UInt8], ends: [Int] = [], to body: (UnsafeRawBufferPointer) throws -> Void) throws {
  var start = 0
  for end in ends + [bytes.count] {
    try Array(bytes[start..<end]).withUnsafeBytes(body)
    start = end
  }
}

/// The ends of blocks of `size` bytes.
func ends(of bytes: [UInt8], every size: Int) -> [Int] { Array(stride(from: size, to: bytes.count, by: size)) }

/// A generator that gives the same numbers everywhere: SplitMix64.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}

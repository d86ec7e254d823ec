/// SplitMix64 (Steele, Lea, Flood 2014): a stream of 64-bit numbers that depends on nothing but what it was made from.
///
/// Every film and every user has streams of its own, so that one more film, or another month, changes nothing of the
/// others. Only integer arithmetic is used to shape the numbers: `exp` and `log` differ between processors.
struct RandomStream {
  /// What a stream is for: streams of different purposes are unrelated, even with the same seed and index.
  enum Purpose: UInt64 {
    case filmIDs = 1
    case imdbIDs, releaseDate, links, ranks, quality, companies, companyName, film, filmMonth, copies, user
  }

  private var state: UInt64

  init(seed: UInt64, _ purpose: Purpose, _ index: Int = 0, month: Int = 0) {
    state = seed
    for part in [purpose.rawValue, UInt64(truncatingIfNeeded: index), UInt64(truncatingIfNeeded: month)] {
      state = Self.mixed(state ^ Self.mixed(part &+ 0x9E37_79B9_7F4A_7C15))
    }
  }

  @inline(__always)
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A number in `0..<bound`, by the high half of a product: the bias of 2^-64 per value does not matter here.
  @inline(__always)
  mutating func below(_ bound: Int) -> Int {
    Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: bound)).high)
  }

  /// True `count` times in `total`.
  mutating func chance(_ count: Int, in total: Int) -> Bool { below(total) < count }

  mutating func pick<Element>(_ elements: [Element]) -> Element { elements[below(elements.count)] }

  /// Fisher and Yates: every order is equally likely.
  mutating func shuffle<Element>(_ elements: inout [Element]) {
    guard elements.count > 1 else { return }
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, below(last + 1))
    }
  }

  @inline(__always)
  private static func mixed(_ value: UInt64) -> UInt64 {
    var mixed = value
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

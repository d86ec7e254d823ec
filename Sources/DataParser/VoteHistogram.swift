import DeliveryRecords

/// How often each rating was given, per film of links.csv and year of voting.
///
/// The hot end of the intake. A user's votes are mostly of one year, so a year's counters lie together, and they are bytes:
/// 450 kB for the 45,000 films of the full-size sample stay in the second-level cache, where counters of four bytes would
/// not. Nothing but the wrapped bytes branches on what was counted, so the cache misses of many votes overlap.
///
/// Memory: ten bytes for each film and each year that has votes, 10 MB for the full-size sample, and hardly more for ten times
/// the votes.
struct VoteHistogram: ~Copyable {
  static let ratings = 10

  /// The counters of one year: for each slot + 1 (the first stands for votes that have none) the ten ratings.
  private final class Year {
    let counters: ByteCounters
    init(slots: Int) { counters = ByteCounters(count: (slots + 1) * VoteHistogram.ratings) }
  }

  private let slots: Int
  /// The counters' bytes of each year, for the hot loop; nil where there are none yet.
  private let bytes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>
  private static let yearCount = Int(UInt16.max) + 1
  private var byYear: [Int: Year] = [:]

  /// Years that have votes, in order.
  var years: [Int] { byYear.keys.sorted() }

  /// For slots from 0 to `slots` - 1.
  init(slots: Int) {
    self.slots = slots
    bytes = .allocate(capacity: Self.yearCount)
    bytes.initialize(repeating: nil, count: Self.yearCount)
  }

  deinit { bytes.deallocate() }

  /// Counts the votes of a block, those without a slot too, where nobody reads them: a branch less.
  mutating func add(_ block: borrowing VoteBlock) {
    let (slots, years, halfSteps) = (block.slots, block.years, block.halfSteps)
    for vote in 0..<block.count {
      assert(slots[vote] >= -1 && slots[vote] < self.slots, "a slot is one of the table's")
      assert(halfSteps[vote] >= 1 && halfSteps[vote] <= Self.ratings, "a rating is 1 to 10 half steps")
      let year = Int(years[vote])
      let counters = bytes[year] ?? makeYear(year)
      let index = (Int(slots[vote]) &+ 1) &* Self.ratings &+ Int(halfSteps[vote]) &- 1
      counters[index] &+= 1
      if counters[index] == 0 { carry(index, year: year) }
    }
  }

  /// Adds a slot's ten counts of `year` to the ten numbers of `sums` from `start` on; false when it has none.
  func add(slot: Int, year: Int, to sums: inout [UInt64], from start: Int) -> Bool {
    guard let year = byYear[year] else { return false }
    let first = (slot + 1) * Self.ratings
    var any: UInt64 = 0
    for rating in 0..<Self.ratings {
      let count = year.counters[first + rating]
      sums[start + rating] += count
      any |= count
    }
    return any > 0
  }

  @inline(never)
  private mutating func makeYear(_ year: Int) -> UnsafeMutablePointer<UInt8> {
    let made = Year(slots: slots)
    byYear[year] = made
    bytes[year] = made.counters.bytes
    return made.counters.bytes
  }

  @inline(never)
  private mutating func carry(_ index: Int, year: Int) { byYear[year]?.counters.carry(index) }
}

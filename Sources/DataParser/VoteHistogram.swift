import DeliveryRecords
import Foundation

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
  private struct Year {
    let year: Int
    let counters: UnsafeMutablePointer<ByteCounters>
  }

  private let slots: Int
  /// In order.
  private var byYear: [Year] = []
  /// The counters' bytes of each year, for the hot loop; nil where there are none yet.
  private let bytes: UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>

  /// Years that have votes, in order.
  var years: [Int] { byYear.map(\.year) }

  /// For slots from 0 to `slots` - 1.
  init(slots: Int) {
    self.slots = slots
    let yearCount = Int(UInt16.max) + 1
    guard let memory = calloc(yearCount, MemoryLayout<UnsafeMutablePointer<UInt8>?>.stride) else {
      preconditionFailure("no memory for the years of votes")
    }
    bytes = memory.bindMemory(to: UnsafeMutablePointer<UInt8>?.self, capacity: yearCount)
  }

  deinit {
    for year in byYear {
      year.counters.deinitialize(count: 1)
      year.counters.deallocate()
    }
    free(bytes)
  }

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

  /// Has the cache fetch what `forEachYear` will read of these slots, in the order of the memory and without a branch that
  /// waits for it: a few hundred slots, in what order ever, come ten times as fast as one by one.
  ///
  /// Returns something of all that was read, to be kept somewhere: else nothing need be read.
  func fetch(_ slots: ArraySlice<Int>) -> UInt8 {
    var fetched: UInt8 = 0
    for year in byYear {
      let bytes = year.counters.pointee.bytes
      for slot in slots {
        let first = (slot &+ 1) &* Self.ratings
        fetched |= bytes[first] | bytes[first &+ Self.ratings &- 1]
      }
    }
    return fetched
  }

  /// Hands on the years in which one of the slots has votes, in order, with the ten sums of the votes; they are valid during
  /// the call.
  func forEachYear(of slots: ArraySlice<Int>, _ body: (Int, UnsafeBufferPointer<UInt64>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: Self.ratings) { sums in
      sums.initialize(repeating: 0)
      for year in byYear {
        var hasVotes = false
        for slot in slots where year.counters.pointee.add(from: (slot + 1) * Self.ratings, to: sums) {
          hasVotes = true
        }
        guard hasVotes else { continue }
        body(year.year, UnsafeBufferPointer(sums))
        sums.update(repeating: 0)
      }
    }
  }

  @inline(never)
  private mutating func makeYear(_ year: Int) -> UnsafeMutablePointer<UInt8> {
    let counters = UnsafeMutablePointer<ByteCounters>.allocate(capacity: 1)
    counters.initialize(to: ByteCounters(count: (slots + 1) * Self.ratings))
    byYear.insert(Year(year: year, counters: counters), at: byYear.firstIndex { $0.year > year } ?? byYear.count)
    bytes[year] = counters.pointee.bytes
    return counters.pointee.bytes
  }

  @inline(never)
  private func carry(_ index: Int, year: Int) {
    byYear.first { $0.year == year }?.counters.pointee.carry(index)
  }
}

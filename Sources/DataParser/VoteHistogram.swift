import DeliveryRecords
import Foundation

/// How often each rating was given, per film of links.csv and year of voting.
///
/// The hot end of the intake: 75 to 85 million votes a second of the full-size sample. A block is counted in two rounds,
/// first finding the row of each vote, then incrementing, so that the cache misses of 128 votes overlap. Rows are made when
/// their first vote comes: 44 bytes for each film and year that has votes, 18 MB for the 400,000 of 26 million votes, and
/// hardly more for ten times the votes.
final class VoteHistogram {
  static let ratings = 10
  /// Memory grows by so many rows. It is moved by the kernel, not copied, once it is large.
  private static let rowsPerStep = 65_536

  private let slots: Int
  /// By year: for each slot + 1 (the first stands for votes that have none) the row, 0 where there is none yet.
  private let planes: UnsafeMutablePointer<UnsafeMutablePointer<UInt32>?>
  private static let planeCount = Int(UInt16.max) + 1
  /// Ten counters a row; row 0 is not used.
  private var counters: UnsafeMutablePointer<UInt32>
  private var rows: UInt32 = 1
  private var capacity = rowsPerStep
  private(set) var years: [Int] = []

  /// For slots from 0 to `slots` - 1.
  init(slots: Int) {
    self.slots = slots
    planes = .allocate(capacity: Self.planeCount)
    planes.initialize(repeating: nil, count: Self.planeCount)
    counters = Self.grown(nil, from: 0, to: Self.rowsPerStep)
  }

  deinit {
    for year in years { free(planes[year]) }
    planes.deallocate()
    free(counters)
  }

  /// Counts the votes of a block, those without a slot too, where nobody reads them: a branch less.
  func add(_ block: borrowing VoteBlock) {
    let (slots, years, halfSteps) = (block.slots, block.years, block.halfSteps)
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: VoteBlock.capacity) { found in
      let found = found.baseAddress!
      for vote in 0..<block.count {
        assert(slots[vote] >= -1 && slots[vote] < self.slots, "a slot is one of the table's")
        let place = Int(slots[vote]) + 1
        if let plane = planes[Int(years[vote])], plane[place] != 0 {
          found[vote] = plane[place]
        } else {
          found[vote] = makeRow(place, year: Int(years[vote]))
        }
      }
      let counters = self.counters
      for vote in 0..<block.count {
        assert(halfSteps[vote] >= 1 && halfSteps[vote] <= Self.ratings, "a rating is 1 to 10 half steps")
        counters[Int(found[vote]) * Self.ratings + Int(halfSteps[vote]) - 1] &+= 1
      }
    }
  }

  /// Adds a slot's ten counts of `year` to the ten numbers of `sums` from `start` on; false when it has none.
  func add(slot: Int, year: Int, to sums: inout [UInt64], from start: Int) -> Bool {
    guard let plane = planes[year], plane[slot + 1] != 0 else { return false }
    let row = counters + Int(plane[slot + 1]) * Self.ratings
    for rating in 0..<Self.ratings { sums[start + rating] += UInt64(row[rating]) }
    return true
  }

  @inline(never)
  private func makeRow(_ place: Int, year: Int) -> UInt32 {
    if planes[year] == nil {
      planes[year] = Self.zeroed(slots + 1)
      years.append(year)
      years.sort()
    }
    if Int(rows) == capacity {
      counters = Self.grown(counters, from: capacity, to: capacity + Self.rowsPerStep)
      capacity += Self.rowsPerStep
    }
    let row = rows
    rows += 1
    planes[year]![place] = row
    return row
  }

  /// `calloc`, so that a plane takes only the pages that are touched.
  private static func zeroed(_ count: Int) -> UnsafeMutablePointer<UInt32> {
    guard let memory = calloc(count, 4) else { preconditionFailure("out of memory") }
    return memory.bindMemory(to: UInt32.self, capacity: count)
  }

  private static func grown(
    _ old: UnsafeMutablePointer<UInt32>?, from rows: Int, to capacity: Int
  ) -> UnsafeMutablePointer<UInt32> {
    guard let memory = realloc(old, capacity * ratings * 4) else { preconditionFailure("out of memory") }
    let counters = memory.bindMemory(to: UInt32.self, capacity: capacity * ratings)
    (counters + rows * ratings).update(repeating: 0, count: (capacity - rows) * ratings)
    return counters
  }
}

/// Up to 128 valid votes, one array a property: parsed together, looked up together, counted together, so that the memory
/// each vote has to wait for is fetched for many at once.
///
/// The pointers are valid during the call that hands the block over; the first `count` elements of each are set.
package struct VoteBlock: ~Copyable {
  package static let capacity = 128

  package internal(set) var count = 0
  /// MovieLens ids.
  package let movieIDs: UnsafeMutablePointer<Int64>
  /// Slots of the `LinkTable`; -1 where links.csv does not have the film, or there is no links.csv.
  package let slots: UnsafeMutablePointer<Int32>
  /// The rating in half stars, 1 to 10.
  package let halfSteps: UnsafeMutablePointer<UInt8>
  /// The year of the vote (UTC), 1970 to 2100.
  package let years: UnsafeMutablePointer<UInt16>

  /// The first vote's place in the file. The others follow it line by line, so that nothing is stored for each.
  var firstLine = 0
  var firstNumber = 0

  init() {
    movieIDs = .allocate(capacity: Self.capacity)
    slots = .allocate(capacity: Self.capacity)
    halfSteps = .allocate(capacity: Self.capacity)
    years = .allocate(capacity: Self.capacity)
    movieIDs.initialize(repeating: 0, count: Self.capacity)
    slots.initialize(repeating: -1, count: Self.capacity)
    halfSteps.initialize(repeating: 0, count: Self.capacity)
    years.initialize(repeating: 0, count: Self.capacity)
  }

  deinit {
    movieIDs.deallocate()
    slots.deallocate()
    halfSteps.deallocate()
    years.deallocate()
  }

  var isFull: Bool { count == Self.capacity }

  /// Whether a vote at this place is the next one after those in the block.
  func isContinued(line: Int, number: Int) -> Bool {
    count == 0 || (line == firstLine + count && number == firstNumber + count)
  }
}

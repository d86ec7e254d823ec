import Testing

@testable import DataParser
@testable import DeliveryRecords
@testable import SampleDelivery

@Suite("The vote histogram")
struct VoteHistogramTests {
  /// A film, a year, a rating: what the obvious twin counts by.
  private struct Cell: Hashable {
    let slot: Int
    let year: Int
    let halfSteps: Int
  }

  @Test(
    "counts what a dictionary counts",
    arguments: [
      (slots: 1, years: 1970...1970, votes: 30_000),  // every counter outgrows a byte
      (slots: 300, years: 1995...2017, votes: 20_000),  // years are made and met again within one block
      (slots: 2000, years: 1970...2100, votes: 150_000),  // every year there can be
      (slots: 5, years: 1970...2100, votes: 0),  // nothing
    ])
  func countsLikeADictionary(slots: Int, years: ClosedRange<Int>, votes: Int) {
    // given random votes, some without a slot, in blocks of random length
    var random = RandomStream(seed: UInt64(slots), .user)
    var twin: [Cell: UInt64] = [:]
    var histogram = VoteHistogram(slots: slots)
    var block = VoteBlock()
    var left = votes
    while left > 0 {
      block.count = min(left, 1 + random.below(VoteBlock.capacity))
      left -= block.count
      for vote in 0..<block.count {
        let cell = Cell(
          slot: random.below(slots + 1) - 1, year: years.lowerBound + random.below(years.count),
          halfSteps: 1 + random.below(10))
        block.slots[vote] = Int32(cell.slot)
        block.years[vote] = UInt16(cell.year)
        block.halfSteps[vote] = UInt8(cell.halfSteps)
        twin[cell, default: 0] += 1
      }
      // when
      histogram.add(block)
    }
    // then
    #expect(histogram.years == Array(Set(twin.keys.map(\.year))).sorted())
    for slot in 0..<slots {
      for year in histogram.years {
        var sums = [UInt64](repeating: 0, count: 10)
        let hasVotes = histogram.add(slot: slot, year: year, to: &sums, from: 0)
        let expected = (1...10).map { twin[Cell(slot: slot, year: year, halfSteps: $0)] ?? 0 }
        #expect(hasVotes == expected.contains { $0 > 0 })
        guard sums == expected else {
          Issue.record("slot \(slot), year \(year): \(sums), not \(expected)")
          return
        }
      }
    }
  }

  @Test("adds to the sums it is given, so that two slots can be one film")
  func addsUp() {
    var histogram = VoteHistogram(slots: 2)
    var block = VoteBlock()
    block.count = 3
    for (vote, slot) in [0, 1, 1].enumerated() {
      block.slots[vote] = Int32(slot)
      block.years[vote] = 2000
      block.halfSteps[vote] = 10
    }
    histogram.add(block)
    var sums = [UInt64](repeating: 0, count: 10)
    #expect(histogram.add(slot: 0, year: 2000, to: &sums, from: 0))
    #expect(histogram.add(slot: 1, year: 2000, to: &sums, from: 0))
    #expect(!histogram.add(slot: 1, year: 1999, to: &sums, from: 0))
    #expect(sums == [0, 0, 0, 0, 0, 0, 0, 0, 0, 3])
  }
}

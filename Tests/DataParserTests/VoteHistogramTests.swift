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
    _ = histogram.fetch(ArraySlice(0..<slots))
    let bySlot = Dictionary(grouping: twin, by: \.key.slot)
    for slot in 0..<slots {
      var found: [Int: [UInt64]] = [:]
      histogram.forEachYear(of: [slot]) { found[$0] = Array($1) }
      let expected = Dictionary(grouping: bySlot[slot] ?? [], by: \.key.year).mapValues { cells in
        var sums = [UInt64](repeating: 0, count: 10)
        for cell in cells { sums[cell.key.halfSteps - 1] += cell.value }
        return sums
      }
      guard found == expected else {
        Issue.record("slot \(slot): \(found), not \(expected)")
        return
      }
    }
  }

  @Test("adds slots up that are one film, and hands the years on in order")
  func addsUp() {
    var histogram = VoteHistogram(slots: 2)
    var block = VoteBlock()
    block.count = 4
    for (vote, (slot, year)) in [(0, 2001), (1, 2001), (1, 2001), (1, 1999)].enumerated() {
      block.slots[vote] = Int32(slot)
      block.years[vote] = UInt16(year)
      block.halfSteps[vote] = 10
    }
    histogram.add(block)
    var found: [String] = []
    histogram.forEachYear(of: [0, 1]) { found.append("\($0): \(Array($1))") }
    #expect(found == ["1999: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]", "2001: [0, 0, 0, 0, 0, 0, 0, 0, 0, 3]"])
  }

  @Test("counts a multiple of 256 votes, whose byte is zero again")
  func carried() {
    var histogram = VoteHistogram(slots: 1)
    var block = VoteBlock()
    block.count = 128
    for vote in 0..<128 {
      block.slots[vote] = 0
      block.years[vote] = 2000
      block.halfSteps[vote] = 1
    }
    for _ in 0..<4 { histogram.add(block) }
    var found: [[UInt64]] = []
    histogram.forEachYear(of: [0]) { found.append(Array($1)) }
    #expect(found == [[512, 0, 0, 0, 0, 0, 0, 0, 0, 0]])
  }
}

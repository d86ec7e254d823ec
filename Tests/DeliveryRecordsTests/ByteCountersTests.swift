import Testing

@testable import DeliveryRecords

@Suite("Counters of a byte each")
struct ByteCountersTests {
  @Test("Count on beyond a byte, each for itself")
  func countOn() {
    // given counts on both sides of every wrap
    let counts = [0, 1, 255, 256, 257, 511, 512, 70_000, 0, 65_536]
    let counters = ByteCounters(count: counts.count)
    // when they are counted in turns
    for round in 0..<counts.max()! {
      for (index, count) in counts.enumerated() where round < count {
        counters.bytes[index] &+= 1
        if counters.bytes[index] == 0 { counters.carry(index) }
      }
    }
    // then
    #expect(counts.indices.map { counters[$0] } == counts.map(UInt64.init))
  }

  @Test("Are zero at first, however many there are")
  func zero() {
    let none = ByteCounters(count: 0)
    #expect(none.count == 0)
    let many = ByteCounters(count: 100_000)
    #expect((0..<100_000).allSatisfy { many[$0] == 0 })
  }
}

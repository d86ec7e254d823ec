import Testing

@testable import DeliveryRecords

@Suite("Counters of a byte each")
struct ByteCountersTests {
  @Test("Count on beyond a byte, each for itself")
  func countOn() {
    // given counts on both sides of every wrap
    let counts = [0, 1, 255, 256, 257, 511, 512, 70_000, 0, 65_536]
    var counters = ByteCounters(count: counts.count)
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

  @Test("Add up neighbours, carried or not, also across the blocks that carries are kept in")
  func add() {
    var counters = ByteCounters(count: 200)
    let counts = (0..<200).map { [0, 60, 63, 64, 127, 128, 199].contains($0) ? 300 + $0 : $0 % 7 == 0 ? 0 : $0 % 5 }
    for (index, count) in counts.enumerated() {
      for _ in 0..<count {
        counters.bytes[index] &+= 1
        if counters.bytes[index] == 0 { counters.carry(index) }
      }
    }
    for first in 0...190 {
      var sums = [UInt64](repeating: 5, count: 10)
      let any = sums.withUnsafeMutableBufferPointer { counters.add(from: first, to: $0) }
      #expect(sums == counts[first..<first + 10].map { UInt64(5 + $0) }, "from \(first)")
      #expect(any == counts[first..<first + 10].contains { $0 > 0 })
    }
  }

  @Test("Are zero at first, however many there are")
  func zero() {
    let none = ByteCounters(count: 0)
    #expect(none.count == 0)
    let many = ByteCounters(count: 100_000)
    #expect((0..<100_000).allSatisfy { many[$0] == 0 })
  }
}

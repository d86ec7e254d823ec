import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

@Suite("Whatever the bytes, nothing breaks and the counts add up")
struct FuzzTests {
  private static let alphabet =
    Array("0123456789.,,,\"\"\r\n\n -+e{}[]':abcid\\".utf8) + [0, 0x7F, 0xC3, 0xA9, 0xEF, 0xBB, 0xBF]

  private func damaged(_ text: String, _ generator: inout SeededGenerator) -> [UInt8] {
    var bytes = Array(text.utf8)
    for _ in 0..<Int.random(in: 0...12, using: &generator) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      let byte = Self.alphabet.randomElement(using: &generator)!
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: bytes[place] = byte
      case 1: bytes.insert(byte, at: place)
      case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...30, using: &generator)))
      default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 40)], at: place)
      }
    }
    return bytes
  }

  private func blocks(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [Int] {
    ends(of: bytes, every: Int.random(in: 1...max(1, bytes.count), using: &generator))
  }

  @Test("Films", arguments: 1...300)
  func films(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = damaged(FixtureDelivery.small.movies + FixtureDelivery.small.movies, &generator)
    let reading = try MovieReading(bytes, ends: blocks(bytes, &generator))
    check(reading.reader.counts, standing: reading.movies.count, reading.log)
    #expect(reading.reader.summary.kept == reading.movies.count)
    #expect(reading.reader.summary.duplicates == reading.reader.counts.duplicates)
    #expect(reading.reader.summary.counted == reading.movies.count { $0.row.releaseYear != nil })
    #expect(Set(reading.movies.map(\.row.movieID)).count == reading.movies.count)
    let whole = try MovieReading(bytes)
    #expect(whole.movies == reading.movies, "however the bytes are cut into blocks")
    #expect(whole.log.findings == reading.log.findings)
  }

  @Test("Links", arguments: 1...300)
  func links(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let text = (FixtureDelivery.small.links ?? "") + "7,0000007,17.0\n1,0000011,12\n"
    let bytes = damaged(text, &generator)
    let log = RecordingLog()
    let reader = LinkReader(log: log)
    try feed(bytes, ends: blocks(bytes, &generator), to: reader.feed)
    let table = try reader.finish()
    check(reader.counts, standing: table.count, log)
    for slot in 0..<table.count { #expect(table.slot(of: table.movieIDs[slot]) == Int32(slot)) }
  }

  @Test("Votes", arguments: 1...300)
  func votes(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let bytes = damaged(
      FixtureDelivery.small.ratings + String(repeating: "8,31,2.5,1260759144\n", count: 20), &generator)
    let reading = try RatingReading(bytes, ends: blocks(bytes, &generator))
    check(reading.reader.counts, standing: reading.votes.count, reading.log)
    let whole = try RatingReading(bytes)
    #expect(whole.votes == reading.votes)
    #expect(whole.log.findings == reading.log.findings)
  }

  private func check(_ counts: RecordCounts, standing: Int, _ log: RecordingLog) {
    #expect(counts.records == standing + counts.duplicates + counts.quarantined)
    #expect(counts.quarantined == log.quarantined.count)
    #expect(counts.quarantinedWeight >= counts.quarantined)
    #expect((log.counts[.duplicateID] ?? 0) + (log.counts[.duplicateIDDiffers] ?? 0) == counts.duplicates)
    #expect(log.quarantined.map(\.number) == log.quarantined.map(\.number).sorted())
  }
}

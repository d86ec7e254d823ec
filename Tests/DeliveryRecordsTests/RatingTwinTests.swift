import Domain
import Testing

@testable import DeliveryRecords

@Suite("The fast reader of votes agrees with a slow and obvious one")
struct RatingTwinTests {
  private static let header = "userId,movieId,rating,timestamp"
  private static let slots: [Int64: Int32] = [1: 0, 2: 1, 31: 2, 1270: 3, 176_279: 4, 5_000_000: 5]

  private func links() throws -> LinkTable {
    let ids = Self.slots.sorted { $0.value < $1.value }.map(\.key)
    return try LinkReading("movieId,tmdbId\n" + ids.map { "\($0),\($0)\n" }.joined()).table
  }

  private func compare(_ bytes: [UInt8], ends: [Int], _ links: LinkTable, _ context: String) throws {
    let slow = SlowRatings(bytes, slots: Self.slots)
    let fast = try RatingReading(bytes, ends: ends, links: links)
    #expect(fast.votes == slow.votes, "\(context)")
    #expect(fast.reader.records == slow.records, "\(context)")
    #expect(fast.log.findings(of: .ratingUnlinked).compactMap(\.line) == slow.unlinked, "\(context)")
    let findings = fast.log.findings.filter { $0.code != .ratingUnlinked }.map {
      $0.code == .notUTF8 ? $0.code.rawValue : "\($0.line ?? 0) \($0.code.rawValue)"
    }
    // Short records are held back a little, so that blank lines between them are noted first.
    #expect(findings.sorted() == slow.findings.sorted(), "\(context)")
    var tally = Array(repeating: 0, count: Self.slots.count)
    for vote in slow.votes where vote.slot >= 0 { tally[Int(vote.slot)] += 1 }
    #expect(fast.reader.votesPerSlot == tally, "\(context)")
    #expect(fast.reader.counts.standing == slow.votes.count, "\(context)")
  }

  @Test("Every split of a small file over two blocks", arguments: ["\n", "\r\n", "\r"])
  func everySplit(_ lineEnd: String) throws {
    let links = try links()
    let rows = [
      Self.header, "1,31,2.5,1260759144", "1,1270,4,1260759179", "12,176279,0.5,835355395", "",
      "12,\"31\",5.0,835355395",
      "7,5000000,3.0,1260759144", "7,12345678,3.0,1260759144", "x,1,1.0,1260759144",
      "123456789012345678,2,4.5,978300019",
      "3,1,2.0", "3.5,1260759144", "1,\"2\"x,4.5,978300019", "1,1,1.0,1260759144", "1,1,1.5,1260759145",
      "1,1,2.0,1260759146",
    ]
    let bytes = Array(rows.joined(separator: lineEnd).utf8)
    for split in 0...bytes.count { try compare(bytes, ends: [split], links, "split at \(split)") }
    for size in 1...80 { try compare(bytes, ends: ends(of: bytes, every: size), links, "blocks of \(size)") }
  }

  @Test("Rows of every kind, in blocks of every size", arguments: 1...60)
  func random(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var bytes = Array(Self.header.utf8) + [10]
    let plainShare = [0, 50, 90, 99, 100].randomElement(using: &generator)!
    for _ in 0..<400 {
      let isPlain = Int.random(in: 0..<100, using: &generator) < plainShare
      bytes += isPlain ? plainRow(&generator) : oddRow(&generator)
    }
    if Bool.random(using: &generator) { bytes.removeLast() }
    var ends: [Int] = []
    let largest = [40, 200, 3000, 100_000].randomElement(using: &generator)!
    while let next = Optional((ends.last ?? 0) + Int.random(in: 1...largest, using: &generator)), next < bytes.count {
      ends.append(next)
    }
    try compare(bytes, ends: ends, try links(), "seed \(seed)")
  }

  /// The fast way guesses a row by the one before it, so any byte of the second may be the one that betrays the guess.
  @Test(
    "Any byte anywhere in a row that is shaped like the one before it",
    arguments: ["1,1270,4.5,1260759144\r\n", "12345,31,0.5,835355395\n", "999999,176279,5.0,1009843199\n"])
  func anyByte(_ row: String) throws {
    let links = try links()
    let row = Array(row.utf8)
    let before = Array((Self.header + "\n").utf8) + row
    let after = row + row + row  // the rows next to the end of a block are not read in the fast way
    for place in row.indices {
      for byte in UInt8.min...UInt8.max {
        var changed = row
        changed[place] = byte
        try compare(before + changed + after, ends: [], links, "byte \(byte) at \(place)")
      }
    }
  }

  @Test("Times next to a change of the year or of the number of digits, in every order of two")
  func newYears() throws {
    let links = try links()
    let edges = (1971...2101).compactMap { CalendarDate("\($0)-01-01".utf8) }.map { $0.daysSinceEpoch * 86_400 }
    for edge in edges + [100_000_000, 1_000_000_000] {
      let times = [-101, -100, -99, -11, -10, -9, -1, 0, 1, 9, 10, 11, 99, 100, 101].map { edge + $0 }
      let pairs = times.flatMap { first in times.flatMap { [first, $0] } }
      let rows = pairs.map { "7,31,4.0,\($0)\n" }.joined()
      try compare(Array((Self.header + "\n" + rows).utf8), ends: [], links, "around \(edge)")
    }
  }

  private func plainRow(_ generator: inout SeededGenerator) -> [UInt8] {
    let movie = ["1", "2", "31", "1270", "176279", "5000000", "77"].randomElement(using: &generator)!
    let rating = Double(Int.random(in: 1...10, using: &generator)) / 2
    let seconds = Int.random(in: 789_652_009...1_501_829_870, using: &generator)
    let lineEnd = Int.random(in: 0..<10, using: &generator) == 0 ? "\r\n" : "\n"
    return Array("\(Int.random(in: 1...300_000, using: &generator)),\(movie),\(rating),\(seconds)\(lineEnd)".utf8)
  }

  /// A row with something unusual in one place, or a plain one with a byte changed, put in or taken out.
  private func oddRow(_ generator: inout SeededGenerator) -> [UInt8] {
    let ids = [
      "", "0", "1.0", " 1", "1 ", "\"2\"", "00031", "1234567", "12345678", "999999999999999999", "9999999999999999999",
      "-1", "x", "1e3", "+1", "\"1\"\"\"", "\"1\"x",
    ]
    let ratings = [
      "4", "4.50", " 3.5", "0.0", "5.5", "3.7", "", ".5", "10", "\"2.5\"", "nan", "1e0", "05.0", "4.5\"", "-1.0",
    ]
    let times = [
      "1", "12345678", "123456789", "0123456789", "12345678901", "4133980799", "4133980800", "1.5", "1260759144.0", "",
      " 5", "\"978300019\"", "x",
    ]
    let lineEnds = ["\n", "\r\n", "\r", "\n\n", "\r\r", ",\n", "\"\n", " \n"]
    var cells = ["1", "31", "2.5", "1260759144"]
    switch Int.random(in: 0..<8, using: &generator) {
    case 0: cells[0] = ids.randomElement(using: &generator)!
    case 1: cells[1] = ids.randomElement(using: &generator)!
    case 2: cells[2] = ratings.randomElement(using: &generator)!
    case 3: cells[3] = times.randomElement(using: &generator)!
    case 4: cells.removeLast(Int.random(in: 1...3, using: &generator))
    case 5: return Array((cells.joined(separator: ",") + lineEnds.randomElement(using: &generator)!).utf8)
    default:
      var bytes = plainRow(&generator)
      let byte = Array("0123456789.,,\"\r\n -+exé/:;\u{7F}\0".utf8).randomElement(using: &generator)!
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<3, using: &generator) {
      case 0: bytes[place] = byte < 0x80 ? byte : UInt8(ascii: "_")
      case 1: bytes.insert(byte < 0x80 ? byte : UInt8(ascii: "_"), at: place)
      default: bytes.remove(at: place)
      }
      return bytes
    }
    return Array((cells.joined(separator: ",") + "\n").utf8)
  }

  @Test("Bytes that are no UTF-8 stop both at the same record", arguments: 1...20)
  func notUTF8(_ seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var bytes = Array(Self.header.utf8) + [10]
    for _ in 0..<50 { bytes += plainRow(&generator) }
    bytes[Int.random(in: 40..<bytes.count, using: &generator)] = [0xE9, 0xFF, 0x80, 0xC3].randomElement(
      using: &generator)!
    try compare(
      bytes, ends: ends(of: bytes, every: Int.random(in: 1...900, using: &generator)), try links(), "seed \(seed)")
  }
}

import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

@Suite("Films that are put aside")
struct MovieQuarantineTests {
  @Test(
    "A required cell that cannot be used puts the film aside",
    arguments: [
      ("id", "", FindingCode.invalidID, "blank"),
      ("id", "0", .invalidID, "not positive"),
      ("id", "-5", .invalidID, "negative"),
      ("id", "1997-08-20", .invalidID, "the tail of a cut record has a date there"),
      ("id", "9223372036854775808", .invalidID, "beyond 64 bits"),
      ("id", "12a", .invalidID, "letters"),
      ("budget", "/ff9qCepilow.jpg", .invalidNumber, "the tail of a cut record has a poster there"),
      ("budget", "nan", .invalidNumber, "no number"),
      ("budget", "inf", .invalidNumber, "no number"),
      ("budget", "$1,000,000", .invalidNumber, "written for people"),
      ("budget", "1e400", .numberOutOfRange, "beyond a Double"),
      ("budget", "-1", .numberOutOfRange, "negative"),
      ("revenue", "9223372036854775808", .numberOutOfRange, "beyond 64 bits"),
      ("revenue", "n/a", .invalidNumber, "text"),
      ("popularity", "Beware Of Something", .invalidNumber, "the tail of a cut record has a tagline there"),
      ("popularity", "nan", .invalidNumber, "no number"),
      ("popularity", "-0.1", .numberOutOfRange, "negative"),
      ("popularity", "9223372036855", .numberOutOfRange, "does not fit in millionths"),
      ("genres", "False", .invalidList, "not a list"),
      ("genres", "[{'id': 18}]", .invalidList, "an element without name"),
      ("production_companies", "False", .invalidList, "the tail of a cut record has a flag there"),
      ("production_companies", "[{'name': 'X', 'id': 3}", .invalidList, "no closing bracket"),
      ("production_companies", "[{'name': 'X', 'id': 0}]", .invalidList, "an element's id that is none"),
      ("production_companies", String(repeating: "[", count: 17), .listTooDeep, "deeper than 16"),
      ("genres", String(repeating: "[", count: 200_000), .listTooDeep, "an attack on the stack"),
    ])
  func fault(_ column: String, value: String, code: FindingCode, reason: String) throws {
    let reading = try MovieReading(films: [["id": "1"], ["id": "2"].merging([column: value]) { $1 }, ["id": "3"]])
    #expect(reading.movies.map(\.row.movieID) == [1, 3], "\(reason)")
    let record = try #require(reading.log.quarantined.first)
    #expect(record.finding.code == code, "\(reason)")
    #expect(record.finding.column == column)
    #expect(record.finding.value == FindingValue.shown(value))
    #expect((record.finding.line, record.finding.record) == (3, 2))
    #expect(reading.reader.counts == counts(records: 3, quarantined: 1))
  }

  @Test("A list's finding says where it breaks")
  func offset() throws {
    let reading = try MovieReading(films: [["id": "1", "genres": "[{'id': x}]"]])
    #expect(reading.log.quarantined[0].finding.message.contains("at byte 9"))
  }

  @Test("The first fault in the fixed order is the finding, wherever its column stands")
  func order() throws {
    let faults = [
      ("id", "x", FindingCode.invalidID), ("budget", "x", .invalidNumber), ("revenue", "-1", .numberOutOfRange),
      ("popularity", "x", .invalidNumber), ("genres", "x", .invalidList), ("production_companies", "x", .invalidList),
    ]
    for first in faults.indices {
      let cells = Dictionary(uniqueKeysWithValues: faults[first...].map { ($0.0, $0.1) })
      let reading = try MovieReading(films: [["id": "1"].merging(cells) { $1 }])
      #expect(reading.log.quarantined.map(\.finding.column) == [faults[first].0])
      #expect(reading.log.quarantined.map(\.finding.code) == [faults[first].2])
      #expect(reading.log.findings.count == 1, "nothing else is said of a record that is put aside")
    }
  }

  @Test("Ten megabytes where a number or a list should be are one finding")
  func tenMegabytes() throws {
    let digits = String(repeating: "7", count: 10_000_000)
    let reading = try MovieReading(films: [
      ["id": "1", "budget": digits], ["id": digits], ["id": "3", "genres": String(repeating: "[[", count: 5_000_000)],
      ["id": "4", "popularity": "0." + String(repeating: "0", count: 10_000_000)],
    ])
    #expect(reading.log.quarantined.map(\.finding.code) == [.numberOutOfRange, .invalidID, .listTooDeep])
    #expect(reading.log.counts[.longCell] == 4)
    #expect(reading.movies.map(\.row.movieID) == [4])
    #expect(reading.movies[0].row.popularity == Micros(millionths: 0))
  }

  private func counts(records: Int, quarantined: Int) -> RecordCounts {
    var counts = RecordCounts()
    counts.records = records
    counts.quarantined = quarantined
    counts.quarantinedWeight = quarantined
    return counts
  }
}

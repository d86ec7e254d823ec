import DeliveryRecords
import Domain
import Fixtures
import Foundation
import Testing

@testable import InputValidator

@Suite("Quarantined records")
struct RejectedFilesTests {
  @Test("are written with line, code and fix before their original bytes, under the file's own header")
  func form() throws {
    let scenario = try Scenario()
    let bad = "1,\"1\",3.7,1000000000"

    let outcome = try scenario.validate(.rated(FixtureDelivery.votes(150) + [bad] + FixtureDelivery.votes(10)))

    #expect(outcome.rejectedFiles.map(\.name) == ["rejected-ratings.csv"])
    let lines = try scenario.text("rejected-ratings.csv").split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines[0] == "_line,_code,_fix,userId,movieId,rating,timestamp")
    #expect(lines[1].hasPrefix("152,invalid-rating,"))
    #expect(lines[1].hasSuffix(",\(bad)"))
  }

  @Test("go to one file each, which exists only if it has records")
  func onePerFile() throws {
    var scenario = try Scenario()
    scenario.settings = .tolerant
    var delivery = FixtureDelivery.small
    delivery.movies += FixtureDelivery.movieLine(["id": "zero"]) + "\n"
    delivery.links! += "x,1,1\n"

    let outcome = try scenario.validate(delivery)

    #expect(outcome.rejectedFiles.map(\.name) == ["rejected-movies.csv", "rejected-links.csv"])
    #expect(outcome.report.files.map(\.quarantined) == [1, 0, 1])
  }

  @Test(
    "can be mended and sent again: stripped of three cells they are the records as they came",
    arguments: ["\n", "\r\n"])
  func roundTrip(lineBreak: String) throws {
    // Given films that are wrong in ways that need quotes, line breaks and bytes to be kept.
    var scenario = try Scenario()
    scenario.settings = .tolerant
    let bad = [
      FixtureDelivery.movieLine(["id": "-1", "overview": "two\(lineBreak)lines, \"quoted\"", "title": "Ærø"]),
      FixtureDelivery.movieLine(["id": "77", "budget": "/path.jpg", "tagline": "a,b"]),
      FixtureDelivery.movieLine(["id": "78", "genres": "[{'id': 18"]),
      "False,,0,[],,79,too few",
    ]
    let header = FixtureDelivery.movieColumns.joined(separator: ",")
    var delivery = FixtureDelivery.small
    delivery.movies =
      delivery.movies.replacingOccurrences(of: "\n", with: lineBreak) + bad.joined(separator: lineBreak) + lineBreak

    _ = try scenario.validate(delivery)

    // When the three cells are stripped.
    let stripped = try strip(scenario.bytes("rejected-movies.csv"))
    #expect(String(decoding: stripped, as: UTF8.self) == ([header] + bad).joined(separator: "\n") + "\n")

    // Then the same records are found wrong again, and mended they pass.
    let mended = String(decoding: stripped, as: UTF8.self)
      .replacingOccurrences(of: ",-1,", with: ",76,").replacingOccurrences(of: "/path.jpg", with: "5")
      .replacingOccurrences(of: "[{'id': 18", with: "[]")
      .replacingOccurrences(of: "False,,0,[],,79,too few\n", with: "")
    delivery.movies = mended
    let again = try Scenario()
    let report = try again.validate(delivery).report
    #expect(report.verdict == .accepted)
    #expect(report.films.kept == 3)
    #expect(try again.written().filter { $0.hasPrefix("rejected") } == [])
  }

  @Test("that are too long to repeat say where they stand, and do not swallow the next")
  func cut() throws {
    // Given a film of 17 MiB in three lines that has no usable id, and another bad film after it.
    var scenario = try Scenario()
    scenario.settings = .tolerant
    var delivery = FixtureDelivery.small
    let long = "first\n" + String(repeating: "x", count: 17 << 20) + "\nlast"
    delivery.movies += FixtureDelivery.movieLine(["id": "none", "overview": long]) + "\n"
    delivery.movies += FixtureDelivery.movieLine(["id": "never"]) + "\n"

    let outcome = try scenario.validate(delivery)

    #expect(outcome.report.count(.invalidID) == 2)
    let rows = try scenario.text("rejected-movies.csv").split(separator: "\n")
    #expect(rows.contains { $0.hasPrefix("6,invalid-id,") && $0.contains("lines 6 to 8 of movies_metadata.csv") })
    #expect(rows.last?.hasPrefix("9,invalid-id,") == true)
    // The last row starts outside quotes: each quote that was opened before it is closed.
    let lastRow = try #require(rows.last).utf8.count + 1
    let before = try scenario.bytes("rejected-movies.csv").dropLast(lastRow)
    #expect(before.count { $0 == UInt8(ascii: "\"") }.isMultiple(of: 2))
  }

  @Test("keep the header without a byte order mark")
  func byteOrderMark() throws {
    let scenario = try Scenario()
    var delivery = FixtureDelivery.rated(["1,1,9,1000000000"] + FixtureDelivery.votes(200))
    delivery.ratings = "\u{FEFF}" + delivery.ratings

    _ = try scenario.validate(delivery)

    #expect(try scenario.text("rejected-ratings.csv").hasPrefix("_line,_code,_fix,userId,movieId"))
  }

  @Test("fill no disk: behind the size limit they are counted only, and the report says so")
  func sizeLimit() throws {
    let scenario = try Scenario()
    var validator = InputValidator()
    validator.maxRejectedBytes = 1000
    let zip = FixtureDelivery.rated(Array(repeating: "1,1,9,1000000000", count: 500)).zip()

    let report = try validator.validate(
      .taken(path: try scenario.folder.write(zip, to: "data.zip"), Scenario.delivery),
      outputFolder: scenario.outputFolder
    ).report

    #expect(report.count(.invalidRating) == 500)
    #expect(report.samples(.tooManyQuarantined).first?.message.contains("up to its size limit") == true)
    let written = try scenario.text("rejected-ratings.csv")
    #expect((500...1100).contains(written.utf8.count))
    #expect(written.hasSuffix(",1,1,9,1000000000\n"), "the last record is whole")
  }

  /// Takes the first three cells off each record, the slow way: over all bytes, watching the quotes.
  private func strip(_ csv: Data) -> Data {
    var out = Data()
    var cell = 0
    var isQuoted = false
    for byte in csv {
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if cell >= 3 { out.append(byte) }
      guard !isQuoted else { continue }
      if byte == UInt8(ascii: ",") { cell += 1 }
      if byte == UInt8(ascii: "\n") { cell = 0 }
    }
    return out
  }
}

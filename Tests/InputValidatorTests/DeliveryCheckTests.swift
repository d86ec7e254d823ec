import Domain
import Fixtures
import Foundation
import InputValidator
import Testing

@Suite("The checks of a delivery as a whole")
struct DeliveryCheckTests {
  @Test(
    "A file without records is an error",
    arguments: [
      ("movies_metadata.csv", FixtureDelivery.movieColumns.joined(separator: ",") + "\n", "a header only"),
      ("ratings.csv", "userId,movieId,rating,timestamp", "a header without line break"),
      ("ratings.csv", "userId,movieId,rating,timestamp\n\n\n", "blank lines are no records"),
      ("links.csv", "movieId,imdbId,tmdbId\n", "empty links would part films and votes in silence"),
    ])
  func noDataRows(name: String, content: String, reason: String) throws {
    let files = FixtureDelivery.small.files.map { ($0.name, $0.name == name ? content : $0.content) }

    let report = try Scenario().validate(files).report

    #expect(report.errors.contains(.noDataRows), "\(reason)")
    #expect(report.samples(.noDataRows).map(\.file) == [name])
    #expect(report.verdict == .rejected)
  }

  @Test("A file of zero bytes is an error", arguments: ["movies_metadata.csv", "ratings.csv", "links.csv"])
  func emptyFile(name: String) throws {
    let files = FixtureDelivery.small.files.map { ($0.name, $0.name == name ? "" : $0.content) }

    let report = try Scenario().validate(files).report

    #expect(report.verdict == .rejected)
    #expect(report.findings.contains { $0.severity == .error && $0.samples.contains { $0.file == name } })
  }

  @Test(
    "The tolerance is exact: a file may have just so many quarantined records",
    arguments: [
      (1, 100, 10_000, false, "exactly 1 %"),
      (1, 99, 10_000, true, "a little more than 1 %"),
      (2, 199, 10_000, true, "two of 199"),
      (1, 100, 9_999, true, "a setting below 1 %"),
      (1, 10, 0, true, "nothing is tolerated"),
      (0, 10, 0, false, "nothing to tolerate"),
      (5, 10, 500_000, false, "half, allowed"),
    ])
  func tolerance(bad: Int, records: Int, perMillion: Int, rejects: Bool, reason: String) throws {
    var scenario = try Scenario()
    scenario.settings.tolerance.quarantinedPerMillion = perMillion
    let votes = Array(repeating: "1,1,3.7,1000000000", count: bad) + FixtureDelivery.votes(records - bad)

    let report = try scenario.validate(.rated(votes)).report

    #expect(report.count(.invalidRating) == bad)
    #expect(report.errors == (rejects ? [.tooManyQuarantined] : []), "\(reason)")
    #expect(
      report.samples(.tooManyQuarantined).allSatisfy { $0.file == "ratings.csv" && $0.message.contains("allowed") })
  }

  @Test("A quote that is never closed weighs as much as the records it swallows")
  func swallowedRecords() throws {
    // Given 100 good votes, and a quote that makes one record of the 900 lines after them.
    let votes = FixtureDelivery.votes(100) + ["1,\"1,4.0,1000000000"] + FixtureDelivery.votes(899)

    let report = try Scenario().validate(.rated(votes)).report

    #expect(report.files.first { $0.name == "ratings.csv" }?.records == 101)
    #expect(report.errors == [.tooManyQuarantined])
    let message = try #require(report.samples(.tooManyQuarantined).first).message
    // The last line break of the file is inside the quote, and begins one line more.
    #expect(message.contains("takes up 901 lines"), "\(message)")
  }

  @Test(
    "A delivery with far fewer films than the current edition is suspicious",
    arguments: [
      (8, 500_000, false, "exactly half"),
      (9, 500_000, true, "less than half"),
      (9, 400_000, false, "the provider may shrink further"),
      (4, 1_000_001, true, "even the same number is too few under this setting"),
      (0, 500_000, false, "an empty edition"),
    ])
  func shrink(current: Int, perMillion: Int, rejects: Bool, reason: String) throws {
    var scenario = try Scenario()
    scenario.context.currentFilms = current
    scenario.settings.tolerance.minimumFilmsPerMillion = perMillion

    let report = try scenario.validate(.small).report

    #expect(report.errors == (rejects ? [.suspiciousShrink] : []), "\(reason)")
  }

  @Test(
    "Amounts must add up within 64 bits",
    arguments: [
      ("budget", "9223372036854775000", "807", false, "exactly the largest number"),
      ("budget", "9223372036854775000", "808", true, "one more"),
      ("revenue", "9000000000000000000", "9000000000000000000", true, "two that fit one by one"),
      ("popularity", "9000000000000", "9000000000000", true, "popularity is added in millionths"),
    ])
  func overflow(column: String, first: String, second: String, rejects: Bool, reason: String) throws {
    let delivery = FixtureDelivery(
      movies: [
        ["id": "1", "title": "Small"].merging([column: second]) { $1 },
        ["id": "2", "title": "Large"].merging([column: first]) { $1 },
      ],
      ratings: FixtureDelivery.votes(1), links: ["1,1,1"])

    let report = try Scenario().validate(delivery).report

    #expect(report.errors == (rejects ? [.totalsOverflow] : []), "\(reason)")
    if rejects {
      let finding = try #require(report.samples(.totalsOverflow).first)
      #expect(finding.column == column)
      #expect(finding.line == (first == second ? 2 : 3), "the largest is named")
    }
  }
}

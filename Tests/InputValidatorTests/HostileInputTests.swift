import DataArchive
import Domain
import Fixtures
import Foundation
import InputValidator
import Testing

@Suite("Hostile and broken deliveries")
struct HostileInputTests {
  @Test("that are no zip are one finding", arguments: ["", "hello", "<html>404</html>"])
  func notAZip(content: String) throws {
    let scenario = try Scenario()

    let outcome = try scenario.validate(Data(content.utf8))

    #expect(outcome.report.errors == [.notAZip])
    #expect(outcome.report.files.isEmpty)
    #expect(try scenario.written() == [])
  }

  @Test("with one damaged file are told of the others too")
  func damaged() throws {
    // Given a byte of links.csv changed after the checksum was taken, and a bad record in ratings.csv.
    let zip = FixtureDelivery.rated(["1,1,9,1000000000"]).zip()
    let place = try #require(zip.firstRange(of: Data("0000011,11".utf8)))
    var damaged = zip
    damaged[place.lowerBound] = UInt8(ascii: "9")

    let report = try Scenario().validate(damaged).report

    #expect(Set(report.errors).isSuperset(of: [.zipDamaged, .tooManyQuarantined]))
    #expect(report.count(.invalidRating) == 1)
    #expect(report.count(.ratingsUnjoinable) == 0)
    #expect(report.films.kept == 4)
  }

  @Test(
    "beyond the installation's limits are refused before a row is read",
    arguments: [
      (FindingCode.zipTooLarge, 1000, 200, 1000, "unpacked bytes"),
      (.zipRatioTooHigh, 64 << 30, 0, 1000, "unpacked for each packed byte"),
      (.zipTooManyEntries, 64 << 30, 200, 2, "entries"),
    ])
  func limits(code: FindingCode, bytes: Int64, ratio: Int, entries: Int, reason: String) throws {
    var scenario = try Scenario()
    scenario.limits.maxUnpackedBytes = bytes
    scenario.limits.maxRatio = ratio
    scenario.limits.ratioFreeBytes = 0
    scenario.limits.maxEntries = entries

    let report = try scenario.validate(.small).report

    #expect(report.errors == [code], "\(reason)")
    #expect(report.files.isEmpty)
    #expect(try scenario.written() == [])
  }

  @Test(
    "have a finding for each strange value, and go on",
    arguments: [
      (["budget": "nan"], FindingCode.invalidNumber, "no number"),
      (["budget": "1e400"], .numberOutOfRange, "beyond any number"),
      (["revenue": "99999999999999999999"], .numberOutOfRange, "beyond 64 bits"),
      (["revenue": "-1"], .numberOutOfRange, "negative"),
      (["id": "9223372036854775808"], .invalidID, "beyond 64 bits by one"),
      (["genres": String(repeating: "[", count: 200_000)], .listTooDeep, "a list nested 200,000 deep"),
      (["production_companies": "False"], .invalidList, "a shifted column"),
    ])
  func strangeValue(cells: [String: String], code: FindingCode, reason: String) throws {
    var scenario = try Scenario()
    scenario.settings = .tolerant
    var delivery = FixtureDelivery.small
    delivery.movies += FixtureDelivery.movieLine(["id": "15"].merging(cells) { $1 }) + "\n"

    let report = try scenario.validate(delivery).report

    #expect(report.count(code) == 1, "\(reason), but found \(report.codes)")
    #expect(report.films.kept == 4)
    #expect(report.verdict == .accepted)
  }

  @Test("with a cell of 10 MB are read")
  func longCell() throws {
    var delivery = FixtureDelivery.small
    delivery.movies +=
      FixtureDelivery.movieLine(["id": "15", "overview": String(repeating: "long\n", count: 2 << 20)]) + "\n"

    let report = try Scenario().validate(delivery).report

    #expect(report.verdict == .accepted)
    #expect(report.films.kept == 5)
    #expect(report.count(.longCell) == 1)
  }

  @Test("with a quote that is never closed end in one finding, and the rest of the bytes are kept")
  func unterminatedQuote() throws {
    var scenario = try Scenario()
    scenario.settings = .tolerant
    var delivery = FixtureDelivery.small
    delivery.movies += "False,\"never closed,0,[]\nnext line\n"

    let report = try scenario.validate(delivery).report

    #expect(report.count(.wrongFieldCount) == 1)
    #expect(try scenario.text("rejected-movies.csv").contains("False,\"never closed,0,[]\nnext line"))
  }

  @Test("that are not UTF-8 are refused, and the other files are checked")
  func notUTF8() throws {
    var movies = Data(FixtureDelivery.small.movies.utf8)
    movies.append(contentsOf: [0xE9, 0x0A])
    let zip = FixtureZip.make([
      (name: "movies_metadata.csv", bytes: movies),
      (name: "ratings.csv", bytes: Data("userId,movieId,rating\n".utf8)),
    ])

    let report = try Scenario().validate(zip).report

    #expect(Set(report.errors).isSuperset(of: [.notUTF8, .missingColumn]))
  }

  @Test("with a thousand faults are counted exactly and sampled a hundred times, in file order")
  func manyFaults() throws {
    let votes = (0..<2000).map { $0 % 2 == 0 ? "1,1,7.0,1000000000" : "1,1,4.0,1000000000" }
    var scenario = try Scenario()
    scenario.settings = .tolerant

    let report = try scenario.validate(.rated(votes)).report

    #expect(report.count(.invalidRating) == 1000)
    let samples = report.samples(.invalidRating)
    #expect(samples.count == 100)
    #expect(samples.map(\.line) == (0..<100).map { 2 + $0 * 2 })
    #expect(try scenario.text("rejected-ratings.csv").split(separator: "\n").count == 1001)
  }
}

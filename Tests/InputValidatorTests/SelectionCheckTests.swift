import Domain
import Fixtures
import Foundation
import InputValidator
import Testing

@Suite("The files in the zip")
struct SelectionCheckTests {
  private let small = FixtureDelivery.small

  @Test("are accepted in one folder, with a warning for each")
  func oneFolder() throws {
    let report = try Scenario().validate(small.files.map { ("export/" + $0.name, $0.content) }).report

    #expect(report.verdict == .accepted)
    #expect(report.count(.filesInFolder) == 3)
    #expect(
      report.samples(.filesInFolder).map(\.value) == [
        "export/movies_metadata.csv", "export/ratings.csv", "export/links.csv",
      ])
    #expect(report.votes.joined == 5)
  }

  @Test("are missing when they lie two folders deep, and the finding says where they are")
  func twoFolders() throws {
    let report = try Scenario().validate(small.files.map { ("a/b/" + $0.name, $0.content) }).report

    #expect(report.errors == [.missingFile])
    #expect(report.count(.missingFile) == 2)
    #expect(
      report.samples(.missingFile).allSatisfy { $0.message.contains("a/b/") && $0.fix.contains("top of the zip") })
    #expect(report.count(.ignoredFile) == 3)
  }

  @Test(
    "are named in the fix when something looks like them",
    arguments: [
      ("Ratings.csv", "other case"), ("ratings.CSV", "other case of the suffix"),
      ("ratings_small.csv", "the small variant"), ("export/RATINGS.csv", "other case in a folder"),
      ("ratings.csv.gz", "compressed once more"),
    ])
  func nearMiss(name: String, reason: String) throws {
    let report = try Scenario().validate([("movies_metadata.csv", small.movies), (name, small.ratings)]).report

    let missing = try #require(report.samples(.missingFile).first)
    #expect(missing.file == "ratings.csv")
    #expect(missing.fix.contains("'\(name)'"), "\(reason)")
    #expect(missing.fix.contains("exactly ratings.csv"))
  }

  @Test("are not looked for where the Finder leaves its own")
  func resourceForks() throws {
    let forks = [("__MACOSX/ratings.csv", "fork"), ("__MACOSX/._ratings.csv", "fork"), (".DS_Store", "bud")]

    let report = try Scenario().validate(small.files + forks).report

    #expect(report.verdict == .accepted)
    #expect(
      report.samples(.ignoredFile).map(\.file) == ["__MACOSX/ratings.csv", "__MACOSX/._ratings.csv", ".DS_Store"])
    #expect(report.samples(.ignoredFile).allSatisfy { $0.severity == .info })
  }

  @Test("are an error when one is there twice, and the others are checked all the same")
  func twice() throws {
    let zip = small.files + [("old/ratings.csv", small.ratings)]

    let report = try Scenario().validate(zip).report

    #expect(report.errors == [.duplicateFile])
    #expect(report.samples(.duplicateFile).first?.message.contains("'old/ratings.csv'") == true)
    #expect(report.files.map(\.name) == ["movies_metadata.csv", "links.csv"])
  }

  @Test("are all heard of at once: a missing file, a missing column, a bad record")
  func allAtOnce() throws {
    let report = try Scenario().validate([
      ("ratings.csv", "userId,movieId,rating\n1,1,4.0\n"), ("links.csv", "movieId,tmdbId\nx,11\n2,12\n"),
    ]).report

    #expect(Set(report.errors).isSuperset(of: [.missingFile, .missingColumn]))
    #expect(report.count(.invalidID) == 1)
  }
}

@Suite("The links of a delivery")
struct LinksTests {
  @Test("may be missing the first time: votes are left out with a warning, the rest is accepted")
  func unjoinable() throws {
    var delivery = FixtureDelivery.small
    delivery.links = nil
    let consumer = RecordingConsumer()

    var scenario = try Scenario()
    scenario.tablesFolder = scenario.outputFolder
    let outcome = try scenario.validate(delivery.zip(), consumer: consumer)

    #expect(outcome.report.verdict == .accepted)
    #expect(outcome.report.entry(.ratingsUnjoinable)?.severity == .warning)
    #expect(outcome.report.count(.ratingUnlinked) == 0)
    #expect(outcome.report.votes.valid == 6)
    #expect(outcome.report.votes.joined == 0)
    #expect(try #require(outcome.accepted).linksUsed(by: Scenario.delivery) == nil)
    #expect(consumer.links == nil)
    #expect(consumer.votes == 0)
    #expect(try scenario.written() == ["movies_metadata.csv.gz", "ratings.csv.gz"])
  }

  @Test("that are there under another name are named in the fix")
  func nearMiss() throws {
    let files = FixtureDelivery.small.files.map { ($0.name == "links.csv" ? "Links.csv" : $0.name, $0.content) }

    let report = try Scenario().validate(files).report

    #expect(report.samples(.ratingsUnjoinable).first?.fix.contains("'Links.csv'") == true)
  }

  @Test("are taken from the newest delivery that had them")
  func reused() throws {
    // Given the links of an earlier delivery, with a link to a film that this one does not have, and a bad record.
    var earlier = try Scenario()
    earlier.tablesFolder = earlier.outputFolder
    var old = FixtureDelivery.small
    old.links! += "6,0000016,777\n"
    _ = try earlier.validate(old)
    var scenario = try Scenario()
    scenario.tablesFolder = scenario.outputFolder
    let kept = ValidationContext.KeptLinks(
      path: earlier.outputFolder + "/links.csv.gz", delivery: DeliveryID(hex: String(repeating: "01", count: 32))!,
      sha256: ContentDigest(hex: String(repeating: "02", count: 32))!)
    scenario.context.keptLinks = kept

    // When a delivery comes without links.
    var delivery = FixtureDelivery.rated(["1,1,4.0,1000000000", "1,6,4.0,1000000000"])
    delivery.links = nil
    let outcome = try scenario.validate(delivery)

    // Then they join its votes, and their own findings are not told again.
    #expect(outcome.report.verdict == .accepted)
    #expect(outcome.report.entry(.linksReused)?.severity == .info)
    #expect(outcome.report.votes.joined == 1)
    #expect(outcome.report.count(.blankTmdbID) == 0)
    #expect(outcome.report.samples(.linkWithoutFilm).first?.message.contains("reused links.csv") == true)
    let used = try #require(outcome.accepted).linksUsed(by: Scenario.delivery)
    #expect(used == DeliveryManifest.LinksUsed(delivery: kept.delivery, sha256: kept.sha256))
    #expect(try scenario.written() == ["movies_metadata.csv.gz", "ratings.csv.gz"])
  }

  @Test("of the delivery stand before kept ones")
  func ownFirst() throws {
    var scenario = try Scenario()
    scenario.context.keptLinks = .init(
      path: "/nowhere", delivery: Scenario.delivery, sha256: ContentDigest(hex: String(repeating: "02", count: 32))!)

    let report = try scenario.validate(.small).report

    #expect(report.verdict == .accepted)
    #expect(report.count(.linksReused) == 0)
  }

  @Test("that lead to no delivered film are told with the votes they lose, once each")
  func withoutFilm() throws {
    var delivery = FixtureDelivery.rated(["1,1,4.0,1000000000", "1,7,4.0,1000000000", "2,7,4.0,1000000000"])
    delivery.links! += "6,0000016,777\n7,0000017,888\n"

    let report = try Scenario().validate(delivery).report

    // 6 loses no votes, so that it is not told.
    #expect(report.count(.linkWithoutFilm) == 1)
    let finding = try #require(report.samples(.linkWithoutFilm).first)
    #expect(finding.line == 8)
    #expect(finding.value == "888")
    #expect(finding.message.contains("2 votes reach no film"))
  }
}

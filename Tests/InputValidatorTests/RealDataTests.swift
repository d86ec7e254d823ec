import Domain
import Foundation
import InputValidator
import Testing

/// The real deliveries, if they are at hand: `BOXOFFICE_SHARED_DATA`, or `shared/data` beside the package.
enum RealData {
  static func path(_ name: String) -> String? {
    let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("shared/data").path
    let path = (ProcessInfo.processInfo.environment["BOXOFFICE_SHARED_DATA"] ?? beside) + "/" + name
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }
}

@Suite("Real deliveries")
struct RealDataTests {
  @Test(
    "The delivery of 45,466 records comes out as counted by hand",
    .enabled(if: RealData.path("movies-45466.zip") != nil, "the real data is not on this machine"))
  func full() throws {
    let scenario = try Scenario()

    let outcome = try InputValidator().validate(
      .taken(path: try #require(RealData.path("movies-45466.zip")), Scenario.delivery),
      outputFolder: scenario.outputFolder)

    let report = outcome.report
    #expect(report.verdict == .accepted)
    #expect(report.files.map(\.records) == [45_466, 100_004, 45_843])
    #expect(report.files.map(\.quarantined) == [6, 0, 0])
    #expect(report.films.kept == 45_430)
    #expect(report.films.counted == 45_275)
    #expect(report.films.duplicates == 30)
    #expect(report.votes.valid == 100_004)
    #expect(report.votes.joined == 99_810)
    #expect(report.votes.counted == 99_793)
    #expect(report.votes.unlinked == 46)
    #expect(report.votes.withoutTmdbID == 60)
    #expect(report.votes.withoutFilm == 88)
    #expect(report.count(.wrongFieldCount) == 6)
    #expect(report.count(.blankTmdbID) == 219)
    #expect(try scenario.text("rejected-movies.csv").contains("Midnight Man"))
  }

  @Test(
    "The delivery of 7,024 records is accepted",
    .enabled(if: RealData.path("movies-7024.zip") != nil, "the real data is not on this machine"))
  func excerpt() throws {
    let report = try InputValidator().validate(
      .taken(path: try #require(RealData.path("movies-7024.zip")), Scenario.delivery), outputFolder: nil
    ).report

    #expect(report.verdict == .accepted)
    #expect(report.films.counted == 6_951)
  }
}

import DataArchive
import Domain
import Foundation
import Testing

@testable import DeliveryRecords

/// Real deliveries, which the repository does not contain: `BOXOFFICE_SHARED_DATA`, or `shared/data` beside the package.
@Suite("Real deliveries")
struct RealDataTests {
  private static let folder =
    ProcessInfo.processInfo.environment["BOXOFFICE_SHARED_DATA"]
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../shared/data")
    .standardizedFileURL.path

  private static func path(_ name: String) -> String { folder + "/" + name }

  private static func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: path(name)) }

  private func read(
    _ archive: ZipArchive, _ file: DeliveryFile, _ feed: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let entry = try #require(archive.entries.first { $0.name.hasSuffix(file.rawValue) })
    try archive.read(entry, feed)
  }

  @Test(
    "All 45,466 records: three films cut in two, thirty later copies",
    .enabled(if: exists("movies-45466.zip"), "movies-45466.zip is not on this machine"))
  func large() throws {
    let archive = try ZipArchive(path: Self.path("movies-45466.zip"), limits: ArchiveLimits())
    let log = RecordingLog()
    let consumer = CollectingConsumer()
    let movies = MovieReader(log: log, consumer: consumer)
    try read(archive, .movies, movies.feed)
    try movies.finish()

    #expect(movies.records == 45_466)
    #expect(movies.quarantined == 6)
    #expect(log.quarantined.map(\.number) == [19_730, 19_731, 29_503, 29_504, 35_587, 35_588])
    #expect(log.quarantined.allSatisfy { $0.finding.fix.contains("are one record cut by a line break") })
    #expect(movies.summary.duplicates == 30)
    #expect(movies.summary.kept == 45_430)
    #expect(movies.summary.counted == 45_275)
    #expect(consumer.movies.compactMap(\.row.revenueUSD).max() == 2_787_965_087)
    #expect(log.counts[.nameDiffers] == nil, "no id has two names")
    #expect(log.counts[.numberRounded] == nil, "popularity never has more than six decimals")

    let links = LinkReader(log: log)
    try read(archive, .links, links.feed)
    let table = try links.finish()
    #expect(table.count == 45_843)
    #expect(log.counts[.blankTmdbID] == 219)

    let ratings = RatingReader(log: log, links: table, consumer: consumer)
    try read(archive, .ratings, ratings.feed)
    try ratings.finish()
    #expect(ratings.records == 100_004)
    #expect(ratings.quarantined == 0)
    #expect(ratings.unlinked == 46)
    let films = Dictionary(uniqueKeysWithValues: consumer.movies.map { ($0.row.movieID, $0.row.releaseYear != nil) })
    let reached = consumer.votes.compactMap { $0.slot < 0 ? nil : films[table.tmdbIDs[Int($0.slot)]] }
    #expect(reached.count == 99_810)
    #expect(reached.count { $0 } == 99_793)
  }

  @Test(
    "The 7,024 records that are true in all columns",
    .enabled(if: exists("movies-7024.zip"), "movies-7024.zip is not on this machine"))
  func small() throws {
    let archive = try ZipArchive(path: Self.path("movies-7024.zip"), limits: ArchiveLimits())
    let log = RecordingLog()
    let movies = MovieReader(log: log, consumer: nil)
    try read(archive, .movies, movies.feed)
    try movies.finish()
    #expect(movies.records == 7024)
    #expect(movies.summary.counted == 6951)
  }
}

import DataArchive
import DeliveryRecords
import Domain
import Fixtures
import Foundation
import InputValidator
import Testing
import Watchfolders

@Suite("An accepted delivery")
struct AcceptanceTests {
  @Test("is summed up exactly: films, votes and where the votes went")
  func summary() throws {
    // Given four films, one not released; votes for an undelivered movieId (99) and none for the blank tmdbId.
    let report = try Scenario().validate(.small).report

    #expect(report.verdict == .accepted)
    #expect(report.errors == [])
    #expect(report.files.map(\.name) == ["movies_metadata.csv", "ratings.csv", "links.csv"])
    #expect(report.files.map(\.records) == [4, 6, 5])
    #expect(report.files.map(\.quarantined) == [0, 0, 0])
    #expect(report.films.kept == 4)
    #expect(report.films.counted == 3)
    #expect(report.votes.valid == 6)
    #expect(report.votes.joined == 5)
    #expect(report.votes.counted == 4)
    #expect(report.votes.unlinked == 1)
    #expect(report.votes.withoutTmdbID == 0)
    #expect(report.votes.withoutFilm == 0)
  }

  @Test("counts votes apart whose link is blank or leads to no film")
  func lostVotes() throws {
    var delivery = FixtureDelivery.rated(["1,1,4.0,1000000000", "1,5,4.0,1000000000", "1,6,4.0,1000000000"])
    delivery.links! += "6,0000016,777\n"

    let votes = try Scenario().validate(delivery).report.votes

    #expect(votes.valid == 3)
    #expect(votes.joined == 1)
    #expect(votes.withoutTmdbID == 1)
    #expect(votes.withoutFilm == 1)
  }

  @Test("writes nothing when all is well, and keeps the three files as gzip when it is told to")
  func accepted() throws {
    var scenario = try Scenario()

    let outcome = try scenario.validate(.small)
    #expect(outcome.rejectedFiles.isEmpty)
    #expect(try scenario.written() == [])
    #expect(outcome.accepted?.tables.isEmpty == true)

    scenario.tablesFolder = scenario.outputFolder
    let accepted = try #require(try scenario.validate(.small).accepted)
    #expect(try scenario.written() == ["links.csv.gz", "movies_metadata.csv.gz", "ratings.csv.gz"])
    #expect(accepted.tables.map(\.part.name) == ["movies_metadata.csv.gz", "ratings.csv.gz", "links.csv.gz"])
    for table in accepted.tables {
      let (digest, bytes) = try FileDigest.sha256(ofFile: table.path)
      #expect(table.part.sha256 == digest)
      #expect(table.part.bytes == bytes)
    }
    let links = accepted.linksUsed(by: Scenario.delivery)
    #expect(links == DeliveryManifest.LinksUsed(delivery: Scenario.delivery, sha256: accepted.tables[2].part.sha256))
  }

  @Test("keeps no tables of films that are refused: nobody would read them")
  func refusedFilms() throws {
    var scenario = try Scenario()
    scenario.tablesFolder = scenario.outputFolder
    var delivery = FixtureDelivery.small
    delivery.movies = delivery.movies.replacingOccurrences(of: "release_date", with: "released")
    #expect(try scenario.validate(delivery).accepted == nil)
    #expect(try scenario.written().filter { $0.hasSuffix(".gz") } == [])
  }

  @Test("fails when an accepted delivery's tables cannot be kept, and reports on a rejected one all the same")
  func tablesUnwritable() throws {
    var scenario = try Scenario()
    scenario.tablesFolder = scenario.folder("nowhere")
    let error = #expect(throws: BoxOfficeError.self) { try scenario.validate(.small) }
    #expect(error?.code == "file-unwritable")
    #expect(try scenario.validate([("ratings.csv", "userId,movieId,rating,timestamp\n")]).accepted == nil)
  }

  @Test("names the delivery by the digest of the zip when nobody has")
  func identified() throws {
    let zip = FixtureDelivery.small.zip()

    #expect(try Scenario().validate(zip, delivery: nil).report.delivery == FileDigest.sha256(zip))
    #expect(try Scenario().validate(Data("no zip".utf8), delivery: nil).report.codes == [.notAZip])
  }

  @Test("is judged while it is copied as it is from the copy at rest")
  func copied() throws {
    for zip in [FixtureDelivery.small.zip(), Data("no zip".utf8), Data(FixtureDelivery.small.zip().dropLast())] {
      let scenario = try Scenario()
      let path = try scenario.folder.write(zip, to: "upload.zip")
      let copy = try FileCopy(of: path, at: scenario.folder("copy.zip"))

      let outcome = try scenario.validate(.copy(copy))

      #expect(outcome.report == (try Scenario().validate(.file(path: path)).report))
      #expect(FileManager.default.contents(atPath: copy.path) == zip)
    }
  }

  @Test("ends with the copying's error when the copy cannot be made")
  func notCopied() throws {
    let scenario = try Scenario()
    let path = try scenario.folder.write(FixtureDelivery.small.zip(), to: "upload.zip")
    let copy = try FileCopy(of: path, at: scenario.folder("copy.zip"))
    try FileManager.default.removeItem(atPath: copy.path)

    let error = #expect(throws: BoxOfficeError.self) { try scenario.validate(.copy(copy)) }

    #expect(error?.message.contains("copy.zip") == true)
  }

  @Test("serves a consumer in the same pass: links, then films in file order and votes at the same time")
  func consumer() throws {
    let consumer = RecordingConsumer()

    _ = try Scenario().validate(FixtureDelivery.small.zip(), consumer: consumer)

    #expect(consumer.links == 5)
    #expect(consumer.films == [11, 12, 13, 14])
    #expect(consumer.votes == 6)
  }

  @Test("serves a consumer no votes after an error in the links, and nothing of files that do not belong together")
  func consumerAfterError() throws {
    let consumer = RecordingConsumer()
    var delivery = FixtureDelivery.small
    delivery.links = "movieId,imdbId\n1,0000011\n"

    let report = try Scenario().validate(delivery.zip(), consumer: consumer).report

    #expect(report.errors == [.missingColumn])
    #expect(consumer.links == nil)
    #expect(consumer.films == [11, 12, 13, 14], "they are read at the same time")
    #expect(consumer.votes == 0)

    let unserved = RecordingConsumer()
    let incomplete = FixtureDelivery.small.files.filter { $0.name != "ratings.csv" }
    _ = try Scenario().validate(FixtureZip.make(incomplete), consumer: unserved)
    #expect(unserved.films == [])
  }

  @Test("tells how far it is, up to the last byte")
  func progress() throws {
    let log = ProgressLog()
    let delivery = FixtureDelivery.small

    _ = try Scenario().validate(delivery.zip(), progress: log.append)

    let seen = log.all
    let total = Int64(delivery.files.reduce(0) { $0 + $1.content.utf8.count })
    #expect(seen.allSatisfy { $0.bytesTotal == total })
    #expect(seen.last?.bytesDone == total)
    #expect(seen.last?.records == 15)
    #expect(zip(seen, seen.dropFirst()).allSatisfy { $0.bytesDone <= $1.bytesDone && $0.records <= $1.records })
  }

  @Test("gives the same bytes twice: report, renderings, files")
  func determinism() throws {
    var delivery = FixtureDelivery.rated(["1,1,4.0,1000000000", "1,2,9.0,1000000000", "x,2,9.0,1000000000"])
    delivery.movies += FixtureDelivery.movieLine(["id": "15", "budget": "nan"]) + "\n"
    func run() throws -> [Data] {
      var scenario = try Scenario()
      scenario.settings = .tolerant
      scenario.tablesFolder = scenario.outputFolder
      let outcome = try scenario.validate(delivery)
      let report = outcome.report
      #expect(report.verdict == .accepted)
      return try [
        JSONDocument.encode(report), Data(ReportText.render(report, color: true).utf8),
        Data(ReportHTML.render(report).utf8),
      ] + scenario.written().map(scenario.bytes)
    }

    let first = try run()

    #expect(first.count == 8)
    #expect(try run() == first)
  }

  @Test("ends with the consumer's error, whichever file it comes from", arguments: [true, false])
  func refusingConsumer(isFilm: Bool) throws {
    let consumer = RefusingConsumer(refusesFilms: isFilm)

    #expect(throws: RefusingConsumer.Refusal.self) {
      try Scenario().validate(FixtureDelivery.small.zip(), consumer: consumer)
    }
  }

  @Test("ends at the next block when its task is cancelled, and no report comes of it")
  func cancelled() async throws {
    await withThrowingTaskGroup(of: ValidationReport.self) { group in
      group.addTask { try Scenario().validate(.small).report }
      group.cancelAll()

      await #expect(throws: CancellationError.self) { try await group.next() }
    }
  }
}

import DataArchive
import DeliveryRecords
import Domain
import Fixtures
import Foundation
import SampleDelivery

/// A sample that was written, and what is in it.
struct Sample {
  let path: String
  let texts: [DeliveryFile: String]
  private let folder: TemporaryFolder
  private let archive: ZipArchive

  init(movies: Int, ratings: Int, seed: UInt64 = 1, month: Int = 0) throws {
    folder = try TemporaryFolder()
    path = folder("data.zip")
    try SampleDelivery(movies: movies, ratings: ratings, seed: seed, month: month).write(to: path)
    let archive = try ZipArchive(path: path, limits: ArchiveLimits())
    self.archive = archive
    texts = try Dictionary(
      uniqueKeysWithValues: DeliveryFile.allCases.map { file in
        var bytes: [UInt8] = []
        try archive.read(archive.entries.first { $0.name == file.rawValue }!) { bytes.append(contentsOf: $0) }
        return (file, String(decoding: bytes, as: UTF8.self))
      })
  }

  var bytes: Data { get throws { try Data(contentsOf: URL(fileURLWithPath: path)) } }

  /// Rows of a file without quotes, without the header.
  func rows(_ file: DeliveryFile) -> [[Substring]] {
    texts[file]!.split(separator: "\r\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }

  /// What the readers say of it.
  func readings() throws -> Readings {
    let readings = Readings()
    func feed(_ file: DeliveryFile, _ body: (UnsafeRawBufferPointer) throws -> Void) throws {
      var text = texts[file]!
      try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
    let movies = MovieReader(log: readings, consumer: readings)
    try feed(.movies, movies.feed)
    try movies.finish()
    readings.movieRecords = movies.records
    let linkReader = LinkReader(log: readings)
    try feed(.links, linkReader.feed)
    let links = try linkReader.finish()
    readings.linkCount = links.count
    readings.linked = Set(links.tmdbIDs)
    let ratings = RatingReader(log: readings, links: links, consumer: readings)
    try feed(.ratings, ratings.feed)
    try ratings.finish()
    readings.ratingRecords = ratings.records
    return readings
  }
}

/// Counts findings and keeps films.
final class Readings: RecordLog, DeliveryConsumer {
  var counts: [FindingCode: Int] = [:]
  var quarantined: [DeliveryFile: Int] = [:]
  var films: [MovieRecord] = []
  var movieRecords = 0
  var linkCount = 0
  var ratingRecords = 0
  var votes = 0
  var linked: Set<Int64> = []
  var fixes: Set<String> = []

  func note(_ code: FindingCode, _ finding: @autoclosure () -> Finding) { counts[code, default: 0] += 1 }
  func note(_ code: FindingCode, times: Int, _ finding: @autoclosure () -> Finding) {
    counts[code, default: 0] += times
  }
  func quarantine(_ record: QuarantinedRecord) throws {
    quarantined[record.file, default: 0] += 1
    counts[record.finding.code, default: 0] += 1
    fixes.insert(record.finding.fix)
  }
  func movie(_ record: MovieRecord) throws { films.append(record) }
  func links(_ table: LinkTable) throws {}
  func votes(_ block: borrowing VoteBlock) throws { votes += block.count }
}

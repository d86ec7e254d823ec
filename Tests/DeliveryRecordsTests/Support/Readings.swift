import Domain
import Fixtures

@testable import DeliveryRecords

/// movies_metadata.csv, read.
struct MovieReading {
  let log = RecordingLog()
  let consumer = CollectingConsumer()
  let reader: MovieReader

  init(_ bytes: [UInt8], ends: [Int] = [], maximumRecords: Int = TableReader.maximumRecords) throws {
    reader = MovieReader(log: log, consumer: consumer, maximumRecords: maximumRecords)
    try feed(bytes, ends: ends, to: reader.feed)
    try reader.finish()
  }

  init(text: String) throws { try self.init(Array(text.utf8)) }

  /// Films of these cells over harmless ones, under the usual header.
  init(films: [[String: String]]) throws { try self.init(text: FixtureDelivery.movies(films)) }

  var movies: [MovieRecord] { consumer.movies }
  /// The first film that stands.
  var film: MovieRow? { movies.first?.row }
}

/// links.csv, read.
struct LinkReading {
  let log = RecordingLog()
  let reader: LinkReader
  let table: LinkTable

  init(_ text: String, ends: [Int] = [], maximumRecords: Int = LinkReader.maximumRecords) throws {
    reader = LinkReader(log: log, maximumRecords: maximumRecords)
    try feed(Array(text.utf8), ends: ends, to: reader.feed)
    table = try reader.finish()
  }
}

/// ratings.csv, read.
struct RatingReading {
  let log = RecordingLog()
  let consumer = CollectingConsumer()
  let reader: RatingReader

  init(
    _ bytes: [UInt8], ends: [Int] = [], links: LinkTable? = nil, maximumRecords: Int = TableReader.maximumRecords
  ) throws {
    reader = RatingReader(log: log, links: links, consumer: consumer, maximumRecords: maximumRecords)
    try feed(bytes, ends: ends, to: reader.feed)
    try reader.finish()
  }

  init(_ text: String, links: LinkTable? = nil) throws { try self.init(Array(text.utf8), links: links) }

  /// Rows under the usual header.
  init(rows: [String], links: LinkTable? = nil) throws {
    try self.init((["userId,movieId,rating,timestamp"] + rows).joined(separator: "\n") + "\n", links: links)
  }

  var votes: [Vote] { consumer.votes }
}

extension FixtureDelivery {
  /// movies_metadata.csv with these films.
  static func movies(_ films: [[String: String]]) -> String {
    FixtureDelivery(movies: films, ratings: [], links: nil).movies
  }

  /// Cells as one CSV record, quoted where they must be.
  static func record(_ cells: [String]) -> String {
    cells.map { cell in
      cell.contains { ",\"\n\r".contains($0) }
        ? "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\"" : cell
    }.joined(separator: ",")
  }
}

/// A links table of these MovieLens ids, each leading to the TMDB id a thousand higher.
func linkTable(of movieIDs: Int64...) throws -> LinkTable {
  try LinkReading("movieId,tmdbId\n" + movieIDs.map { "\($0),\($0 + 1000)\n" }.joined()).table
}

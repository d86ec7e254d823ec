import DeliveryRecords
import Domain
import Foundation

/// Collects the good records of a delivery and writes the six model CSVs of them.
///
/// It holds each film as the bytes of its row, its companies and genres as ids, each name once, and the votes as a
/// histogram: some 300 bytes a film, and nothing that grows with the number of votes. The files depend on the records only:
/// not on their order (but for `source_line`, and the first name of an id), nor on threads, locale or time zone.
package final class ModelBuilder: DeliveryConsumer {
  /// A film that is kept, and where its parts are.
  private struct Film {
    let movieID: Int64
    let page: Int
    let row: Range<Int>
    let companies: Range<Int>
    let genres: Range<Int>
  }

  /// Rows of movies.csv in the order they came, in pages so that a larger delivery moves no memory.
  private var pages: [[UInt8]] = [[]]
  private static let pageBytes = 1 << 20
  private var films: [Film] = []
  private var companyIDs: [Int64] = []
  private var genreIDs: [Int64] = []
  private var companyNames: [Int64: String] = [:]
  private var genreNames: [Int64: String] = [:]
  private var line = ModelLines()
  private var links: LinkTable?
  private var histogram: VoteHistogram?

  package init() {}

  package func movie(_ record: MovieRecord) throws {
    line.add(record.row)
    if pages[pages.count - 1].count + line.bytes.count > Self.pageBytes { pages.append([]) }
    let page = pages.count - 1
    let (row, company, genre) = (pages[page].count, companyIDs.count, genreIDs.count)
    pages[page].append(contentsOf: line.bytes)
    line.clear()
    for element in record.companies {
      companyIDs.append(element.id)
      if companyNames[element.id] == nil { companyNames[element.id] = element.name }
    }
    for element in record.genres {
      genreIDs.append(element.id)
      if genreNames[element.id] == nil { genreNames[element.id] = element.name }
    }
    films.append(
      Film(
        movieID: record.row.movieID, page: page, row: row..<pages[page].count, companies: company..<companyIDs.count,
        genres: genre..<genreIDs.count))
  }

  package func links(_ table: LinkTable) throws {
    links = table
    histogram = VoteHistogram(slots: table.count)
  }

  package func votes(_ block: borrowing VoteBlock) throws {
    histogram?.add(block)
  }

  /// Writes the six files into `folder`, which is made if need be, and returns them in the order of `ModelTable`.
  /// Without links the table of votes has its header only. Errors: `BoxOfficeError` with code `model-write-failed`.
  package func write(to folder: String) throws -> [DeliveryManifest.Part] {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw BoxOfficeError(
        code: "model-write-failed", message: "\(folder) cannot be made; check the path and its permissions",
        cause: error)
    }
    films.sort { $0.movieID < $1.movieID }
    return try ModelTable.allCases.map { table in
      var file = try ModelFile(table, in: folder)
      switch table {
      case .movies: try writeMovies(&file)
      case .companies: try writeNames(companyNames, &file)
      case .genres: try writeNames(genreNames, &file)
      case .movieCompanies: try writeLists(of: \.companies, companyIDs, &file)
      case .movieGenres: try writeLists(of: \.genres, genreIDs, &file)
      case .movieVotes: try writeVotes(&file)
      }
      return try file.finish()
    }
  }

  private func writeMovies(_ file: inout ModelFile) throws {
    for film in films { try file.add(rows: pages[film.page][film.row]) }
  }

  private func writeNames(_ names: [Int64: String], _ file: inout ModelFile) throws {
    for id in names.keys.sorted() {
      file.lines.add(id)
      file.lines.add(names[id])
      try file.endRow()
    }
  }

  private func writeLists(of list: KeyPath<Film, Range<Int>>, _ ids: [Int64], _ file: inout ModelFile) throws {
    for film in films {
      for (position, id) in ids[film[keyPath: list]].enumerated() {
        file.lines.add(film.movieID)
        file.lines.add(id)
        file.lines.add(position)
        try file.endRow()
      }
    }
  }

  /// Several MovieLens films may be one TMDB film, and some are none that is kept.
  private func writeVotes(_ file: inout ModelFile) throws {
    guard let links, let histogram else { return }
    let slots = (0..<links.count).filter { links.tmdbIDs[$0] != 0 }.sorted {
      (links.tmdbIDs[$0], $0) < (links.tmdbIDs[$1], $1)
    }
    // The film, the year, and ten counts.
    var row = [UInt64](repeating: 0, count: 2 + VoteHistogram.ratings)
    var next = 0
    for film in films {
      while next < slots.count, links.tmdbIDs[slots[next]] < film.movieID { next += 1 }
      let first = next
      while next < slots.count, links.tmdbIDs[slots[next]] == film.movieID { next += 1 }
      guard first < next else { continue }
      row[0] = UInt64(film.movieID)
      for year in histogram.years {
        var hasVotes = false
        for slot in slots[first..<next] where histogram.add(slot: slot, year: year, to: &row, from: 2) {
          hasVotes = true
        }
        guard hasVotes else { continue }
        row[1] = UInt64(year)
        file.lines.add(row: row)
        try file.flushIfFull()
        for rating in 2..<row.count { row[rating] = 0 }
      }
    }
  }
}

extension ModelLines {
  /// A row of movies.csv.
  fileprivate mutating func add(_ row: MovieRow) {
    add(row.movieID)
    add(row.imdbID)
    add(row.title)
    add(row.originalTitle)
    add(row.originalLanguage)
    add(row.status)
    add(row.releaseDate)
    add(row.releaseYear)
    add(row.budgetUSD)
    add(row.revenueUSD)
    add(row.popularity)
    add(row.runtimeMinutes)
    add(row.tmdbVoteAverage)
    add(row.tmdbVoteCount)
    add(row.sourceLine)
    endRow()
  }
}

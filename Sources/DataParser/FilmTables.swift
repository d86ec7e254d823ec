import DeliveryRecords
import Domain

/// The films of a delivery, and the five model CSVs about them.
///
/// Each film is held as the bytes of its row, its companies and genres as ids, and each name once.
final class FilmTables: FilmConsumer {
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

  func movie(_ record: MovieRecord) throws {
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

  /// By id, as the tables are.
  func sort() { films.sort { $0.movieID < $1.movieID } }

  /// In the order of the films.
  var movieIDs: [Int64] { films.map(\.movieID) }

  func writeMovies(_ file: inout ModelFile) throws {
    for film in films { try file.add(rows: pages[film.page][film.row]) }
  }

  func writeCompanies(_ file: inout ModelFile) throws { try write(companyNames, &file) }

  func writeGenres(_ file: inout ModelFile) throws { try write(genreNames, &file) }

  func writeMovieCompanies(_ file: inout ModelFile) throws { try write({ $0.companies }, of: companyIDs, &file) }

  func writeMovieGenres(_ file: inout ModelFile) throws { try write({ $0.genres }, of: genreIDs, &file) }

  private func write(_ names: [Int64: String], _ file: inout ModelFile) throws {
    for id in names.keys.sorted() {
      file.lines.add(id)
      file.lines.add(names[id])
      try file.endRow()
    }
  }

  private func write(_ list: (Film) -> Range<Int>, of ids: [Int64], _ file: inout ModelFile) throws {
    for film in films {
      for (position, id) in ids[list(film)].enumerated() {
        file.lines.add(film.movieID)
        file.lines.add(id)
        file.lines.add(position)
        try file.endRow()
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

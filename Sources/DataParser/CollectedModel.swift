import Domain

/// The six tables of a delivery in memory, sorted by key: what the model CSVs are written of, and read by whoever needs them
/// at once.
package struct CollectedModel: ModelSource {
  private let tables: FilmTables
  /// The films by rising id.
  private let order: [Int32]
  private let movieIDs: [Int64]
  private let companies: [NamedID]
  private let genres: [NamedID]
  private let votes: VoteRows

  init(films: FilmTables, votes: VoteTable) throws {
    tables = films
    let byID = zip(films.movieIDs, 0...).map { (id: $0, film: Int32($1)) }.sorted { $0.id < $1.id }
    order = byID.map(\.film)
    movieIDs = byID.map(\.id)
    companies = films.companies.names
    genres = films.genres.names
    self.votes = try votes.rows(of: movieIDs)
  }

  package func films(_ body: (_ film: MovieRow, _ line: Int) throws -> Void) throws -> ContentDigest? {
    var lines = Lines()
    for film in order { try body(tables.row(film), try lines.next()) }
    return nil
  }

  package func names(
    _ table: ModelTable, _ body: (_ name: NamedID, _ line: Int) throws -> Void
  ) throws -> ContentDigest? {
    var lines = Lines()
    for name in table == .companies ? companies : genres { try body(name, try lines.next()) }
    return nil
  }

  package func numbers(
    _ table: ModelTable, _ body: (_ values: UnsafeBufferPointer<Int64>, _ line: Int) throws -> Void
  ) throws -> ContentDigest? {
    try withUnsafeTemporaryAllocation(of: Int64.self, capacity: VoteRows.rowNumbers) { values in
      switch table {
      case .movieVotes: try votes(values, body)
      case .movieCompanies: try members(tables.companies, values, body)
      case .movieGenres: try members(tables.genres, values, body)
      case .movies, .companies, .genres: preconditionFailure("\(table) has texts")
      }
    }
    return nil
  }

  package func damaged(_ what: String) -> BoxOfficeError {
    BoxOfficeError(
      code: "model-damaged",
      message: "the model that was made of the delivery is wrong: \(what); this is a fault of ours, please report it")
  }

  private func members(
    _ lists: FilmTables.Lists, _ values: UnsafeMutableBufferPointer<Int64>,
    _ body: (UnsafeBufferPointer<Int64>, _ line: Int) throws -> Void
  ) throws {
    let row = UnsafeBufferPointer(rebasing: values[..<3])
    var lines = Lines()
    for (film, movieID) in zip(order, movieIDs) {
      let range = lists.range(of: film)
      for place in range {
        values[0] = movieID
        values[1] = lists.ids[place]
        values[2] = Int64(place - range.lowerBound)
        try body(row, try lines.next())
      }
    }
  }

  private func votes(
    _ values: UnsafeMutableBufferPointer<Int64>, _ body: (UnsafeBufferPointer<Int64>, _ line: Int) throws -> Void
  ) throws {
    var lines = Lines()
    for page in votes.pages {
      for start in stride(from: 0, to: page.count, by: VoteRows.rowNumbers) {
        values[0] = movieIDs[Int(page[start])]
        for number in 1..<VoteRows.rowNumbers { values[number] = Int64(page[start + number]) }
        try body(UnsafeBufferPointer(values), try lines.next())
      }
    }
  }

  /// Counts the lines behind the header, and ends with the task.
  private struct Lines {
    private var line = 1

    mutating func next() throws -> Int {
      line += 1
      if line % 4096 == 0 { try Task.checkCancellation() }
      return line
    }
  }
}

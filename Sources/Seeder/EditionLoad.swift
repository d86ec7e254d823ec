import Database
import Domain

/// Loads the rows of one edition, table by table, each in primary-key order. Each method may run beside the others.
struct EditionLoad: Sendable {
  let writer: any EditionWriter
  private let model: Model
  private let tables: FigureTables

  init(writer: any EditionWriter, tables: EditionTables) {
    self.writer = writer
    model = tables.model
    self.tables = tables.figures
  }

  /// Streams the votes a second time: there are too many to be held.
  @Sendable func movieVotes() throws {
    try writer.load(Schema.movieVotes) { sink in
      try readAgain(.movieVotes) {
        try model.source.numbers(.movieVotes) { values, _ in
          sink.integers(values)
          try sink.endRow()
        }
      }
    }
  }

  /// Reads the films a second time, for their texts, which figures do not need.
  @Sendable func movies() throws {
    let ratingRanks = DenseRanks.of(model.films.map(\.values.averageRating))
    try writer.load(Schema.movies) { sink in
      var index = 0
      try readAgain(.movies) {
        try model.source.films { row, line in
          guard index < model.films.count, model.films[index].id == row.movieID else {
            throw model.source.damaged(.movies, "another film than when it was read before", line: line)
          }
          let film = model.films[index]
          sink.integer(film.id)
          sink.text(row.imdbID)
          sink.text(row.title)
          sink.text(SearchText.stored(row.title))
          sink.text(row.originalTitle)
          sink.text(row.originalLanguage)
          sink.text(row.status)
          sink.text(row.releaseDate?.description)
          sink.integer(film.year.map(Int64.init))
          sink.integer(film.values.budgetUSD)
          sink.integer(film.values.revenueUSD)
          sink.integer(try film.profitUSD)
          sink.integer(film.values.popularityMillionths)
          sink.integer(row.runtimeMinutes)
          sink.integer(row.tmdbVoteAverage?.millionths)
          sink.integer(row.tmdbVoteCount)
          sink.integer(film.values.votes)
          sink.integer(film.values.ratingHalfSteps)
          sink.integer(ratingRanks[index])
          sink.integer(Int64(row.sourceLine))
          try sink.endRow()
          index += 1
        }
      }
    }
  }

  /// What is loaded must be what was read before.
  private func readAgain(_ table: ModelTable, _ read: () throws -> ContentDigest?) throws {
    guard try read() == model.digests[table] else {
      throw model.source.damaged("\(table.fileName) has changed since it was read before")
    }
  }

  @Sendable func companies() throws {
    try writer.load(Schema.companies) { sink in
      for (company, total) in zip(model.companies, tables.companies) {
        sink.integer(company.id)
        sink.text(company.name)
        sink.text(SearchText.stored(company.name))
        try write(total, to: sink)
      }
    }
  }

  @Sendable func genres() throws {
    try writer.load(Schema.genres) { sink in
      for (genre, total) in zip(model.genres, tables.genres) {
        sink.integer(genre.id)
        sink.text(genre.name)
        try write(total, to: sink)
      }
    }
  }

  @Sendable func movieCompanies() throws {
    try load(model.filmCompanies, of: model.companies, into: Schema.movieCompanies)
  }

  @Sendable func movieGenres() throws { try load(model.filmGenres, of: model.genres, into: Schema.movieGenres) }

  @Sendable func companyYears() throws {
    try writer.load(Schema.companyYears) { sink in
      for row in tables.companyYears {
        write(row, of: model.companies, to: sink)
        sink.integer(row.popularityRank)
        sink.integer(row.ratingRank)
        try sink.endRow()
      }
    }
  }

  @Sendable func companyGenreYears() throws {
    try writer.load(Schema.companyGenreYears) { sink in
      for row in tables.companyGenreYears {
        sink.integer(model.companies[Int(row.company)].id)
        sink.integer(Int64(row.year))
        sink.integer(model.genres[Int(row.genre)].id)
        sink.integer(Int64(row.releases))
        try sink.endRow()
      }
    }
  }

  @Sendable func genreYears() throws {
    try writer.load(Schema.genreYears) { sink in
      for row in tables.genreYears {
        write(row, of: model.genres, to: sink)
        try sink.endRow()
      }
    }
  }

  @Sendable func yearTotals() throws {
    try writer.load(Schema.yearTotals) { sink in
      for row in tables.years {
        sink.integer(Int64(row.year))
        row.figures.write(to: sink)
        try sink.endRow()
      }
    }
  }

  /// The one row that says where the edition came from.
  func provenance(_ counts: EditionRecord.Counts, report: String) throws {
    let edition = writer.edition
    try writer.load(Schema.edition) { sink in
      sink.text(edition.provider.name)
      sink.integer(Int64(edition.number))
      sink.text(edition.delivery.hex)
      sink.text(edition.takenAt.description)
      sink.text(edition.modelDigest.hex)
      sink.integer(Int64(counts.movies))
      sink.integer(Int64(counts.moviesCounted))
      sink.integer(Int64(counts.companies))
      sink.integer(Int64(counts.genres))
      sink.integer(counts.votes)
      sink.integer(Int64(counts.companyYears))
      sink.integer(Int64(counts.companyGenreYears))
      sink.integer(Int64(counts.genreYears))
      sink.integer(Int64(counts.years))
      sink.text(report)
      try sink.endRow()
    }
  }

  private func load(_ memberships: Memberships, of groups: [NamedID], into table: TableDefinition) throws {
    try writer.load(table) { sink in
      var members: [Int] = []
      for (index, film) in model.films.enumerated() {
        members.removeAll(keepingCapacity: true)
        members.append(contentsOf: memberships.range(ofFilm: index))
        // In the order of the key, not of the film's list.
        if members.count > 1 { members.sort { memberships.groups[$0] < memberships.groups[$1] } }
        for member in members {
          sink.integer(film.id)
          sink.integer(groups[Int(memberships.groups[member])].id)
          sink.integer(Int64(memberships.positions[member]))
          try sink.endRow()
        }
      }
    }
  }

  private func write(_ total: FigureTables.GroupTotal, to sink: any RowSink) throws {
    sink.integer(total.firstYear.map(Int64.init))
    sink.integer(total.lastYear.map(Int64.init))
    total.figures.write(to: sink)
    try sink.endRow()
  }

  private func write(_ row: FigureTables.GroupYear, of groups: [NamedID], to sink: any RowSink) {
    sink.integer(groups[row.group].id)
    sink.integer(Int64(row.year))
    row.figures.write(to: sink)
    sink.integer(row.split.budgetUSD)
    sink.integer(row.split.revenueUSD)
    sink.integer(row.split.profitUSD)
  }
}

extension Figures.Film {
  fileprivate var averageRating: Mean? { Mean(sum: ratingHalfSteps, count: votes, unitsPerOne: 2) }
}

extension ModelFilm {
  /// Also of films that do not count.
  fileprivate var profitUSD: Int64? {
    get throws {
      guard let budget = values.budgetUSD, let revenue = values.revenueUSD else { return nil }
      return try Figures.difference(revenue, budget)
    }
  }
}

import CSVReading
import Domain

/// The film as it is kept, and the notes about it.
extension MovieReader {
  /// Amounts below this are often in millions.
  private static var smallAmountLimit: Int64 { 1000 }

  func movie(_ row: TableRow, _ columns: MovieColumns, _ required: RequiredMovieCells) -> MovieRow {
    let title = text(row, columns.title, "title") ?? ""
    var film = MovieRow(movieID: required.id, title: title, sourceLine: row.record.line)
    film.releaseDate = releaseDate(row, columns.releaseDate)
    film.status = status(row, columns.status)
    film.budgetUSD = money(row, columns.budget, "budget", required.budget, unknown: .budgetUnknown)
    film.revenueUSD = money(row, columns.revenue, "revenue", required.revenue, unknown: .revenueUnknown)
    film.popularity = popularity(row, columns.popularity, required.popularity)
    film.imdbID = columns.imdbID.flatMap { imdbID(row, $0) }
    film.originalTitle = columns.originalTitle.flatMap { text(row, $0, "original_title") }
    film.originalLanguage = columns.originalLanguage.flatMap { text(row, $0, "original_language") }
    film.runtimeMinutes = columns.runtime.flatMap { optionalNumber(row, $0, "runtime", decimals: 0) }
    film.tmdbVoteAverage = columns.voteAverage
      .flatMap { optionalNumber(row, $0, "vote_average", decimals: 6) }
      .map(Micros.init(millionths:))
    film.tmdbVoteCount = columns.voteCount.flatMap { optionalNumber(row, $0, "vote_count", decimals: 0) }
    return film
  }

  /// A film may be undated and unreleased at once: both are noted, because mending one leaves the other.
  private func releaseDate(_ row: TableRow, _ index: Int) -> CalendarDate? {
    let cell = row.record.field(index)
    let text = cell.bytes.trimmed
    if text.isEmpty {
      note(.blankReleaseDate, row, "release_date", cell, "The film has no release date and is in no figure.")
      return nil
    }
    guard !cell.isCut, let date = CalendarDate(text) else {
      note(
        .invalidReleaseDate, row, "release_date", cell,
        "The release date is no day written as YYYY-MM-DD; the film is in no figure.")
      return nil
    }
    return date
  }

  private func status(_ row: TableRow, _ index: Int) -> String? {
    let cell = row.record.field(index)
    let kept = KeptText(cell.bytes.trimmed, isCut: cell.isCut)
    if kept.isShortened { noteShortened(row, "status", cell) }
    if kept.text != MovieRow.released {
      note(.notReleased, row, "status", cell, "The status is not '\(MovieRow.released)'; the film is in no figure.")
    }
    return kept.text.isEmpty ? nil : kept.text
  }

  private func money(
    _ row: TableRow, _ index: Int, _ column: String, _ amount: RequiredMovieCells.Amount, unknown: FindingCode
  ) -> Int64? {
    let cell = row.record.field(index)
    if amount.isRounded { noteRounded(row, column, cell, "to whole dollars") }
    guard let value = amount.value, value != 0 else {
      note(unknown, row, column, cell, "The \(column) is not known.")
      return nil
    }
    if value < Self.smallAmountLimit {
      note(
        .smallAmount, row, column, cell,
        "The \(column) is \(value == 1 ? "1 dollar" : "\(value) dollars"); it may be meant in millions.")
    }
    return value
  }

  private func popularity(_ row: TableRow, _ index: Int, _ amount: RequiredMovieCells.Amount) -> Micros? {
    let cell = row.record.field(index)
    if amount.isRounded { noteRounded(row, "popularity", cell, "to six decimals") }
    guard let value = amount.value else {
      note(.popularityUnknown, row, "popularity", cell, "The popularity is not known.")
      return nil
    }
    return Micros(millionths: value)
  }

  /// `tt` and digits, as IMDb writes them; the length is left to IMDb.
  private func imdbID(_ row: TableRow, _ index: Int) -> String? {
    let cell = row.record.field(index)
    let text = cell.bytes.trimmed
    guard !text.isEmpty else { return nil }
    let t = UInt8(ascii: "t")
    guard (3...32).contains(text.count), text[0] == t, text[1] == t,
      text.dropFirst(2).allSatisfy({ (0x30...0x39).contains($0) })
    else {
      note(.optionalValueInvalid, row, "imdb_id", cell, "The imdb_id is not `tt` and digits; it is left out.")
      return nil
    }
    return String(decoding: text, as: UTF8.self)
  }

  private func optionalNumber(_ row: TableRow, _ index: Int, _ column: String, decimals: Int) -> Int64? {
    let cell = row.record.field(index)
    switch cell.isCut ? .tooLarge : DecimalNumber.read(cell.bytes, decimals: decimals) {
    case .blank: return nil
    case .value(let value, let isRounded):
      if isRounded { noteRounded(row, column, cell, decimals == 0 ? "to a whole number" : "to six decimals") }
      return value
    case .negative, .tooLarge, .notANumber:
      note(
        .optionalValueInvalid, row, column, cell, "The \(column) is no number of at least 0 that fits; it is left out.")
      return nil
    }
  }

  /// `nil` when blank. Spaces are part of a text.
  private func text(_ row: TableRow, _ index: Int, _ column: String) -> String? {
    let cell = row.record.field(index)
    guard !cell.bytes.isEmpty else { return nil }
    let kept = KeptText(cell.bytes, isCut: cell.isCut)
    if kept.isShortened { noteShortened(row, column, cell) }
    return kept.text
  }

  private func noteRounded(_ row: TableRow, _ column: String, _ cell: CSVField, _ how: String) {
    note(.numberRounded, row, column, cell, "The \(column) is rounded \(how).")
  }

  private func noteShortened(_ row: TableRow, _ column: String, _ cell: CSVField) {
    note(
      .valueShortened, row, column, cell, "The \(column) has \(cell.byteCount) bytes; \(KeptText.maxBytes) are kept.")
  }

  private func note(
    _ code: FindingCode, _ row: TableRow, _ column: String, _ cell: CSVField, _ message: @autoclosure () -> String
  ) {
    log.note(code, row.finding(code, column: column, cell: cell, message()))
  }
}

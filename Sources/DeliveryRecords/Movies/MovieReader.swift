import CSVReading
import Domain

/// Reads movies_metadata.csv: from blocks of bytes to films that stand.
///
/// The checks of a record run in a fixed order and the first that fails puts it aside: fields and quotes, `id`, `budget`,
/// `revenue`, `popularity`, `genres`, `production_companies`. Then the first record of an id stands and later ones are
/// counted; what is only worth a note is noted of films that stand. A record that was put aside takes no id.
///
/// Only the cells that are needed are decoded; texts that are not kept are passed over.
package final class MovieReader: RecordReader {
  private let consumer: (any FilmConsumer)?
  private var foundColumns: MovieColumns?
  private var first = FirstMovies()
  private var companyNames = NameBook()
  private var genreNames = NameBook()
  // The lists of the row at hand; kept from row to row for their storage.
  private var genreList = NamedIDList()
  private var companyList = NamedIDList()
  private var genres: [NamedID] = []
  private var companies: [NamedID] = []

  /// Films by what became of them.
  package private(set) var summary = ValidationReport.FilmSummary()

  package convenience init(log: any RecordLog, consumer: (any FilmConsumer)? = nil) {
    self.init(log: log, consumer: consumer, maximumRecords: TableReader.maximumRecords)
  }

  init(log: any RecordLog, consumer: (any FilmConsumer)?, maximumRecords: Int) {
    self.consumer = consumer
    super.init(.movies, log: log, maximumRecords: maximumRecords)
  }

  /// To be called once, after the last block.
  package func finish() throws {
    try readRest()
  }

  override func read(_ row: TableRow) throws {
    guard let columns = columns() else { return }
    let required: RequiredMovieCells
    do throws(RecordFault) {
      required = try RequiredMovieCells(row, columns, genres: &genreList, companies: &companyList)
    } catch {
      return try table.quarantine(row, error)
    }
    let record = FirstMovies.Record(line: row.record.line, fingerprint: RecordFingerprint.of(row.record.raw))
    if let earlier = first.claim(required.id, record) {
      noteDuplicate(row, columns, of: earlier, isEqual: earlier.fingerprint == record.fingerprint)
      table.counts.duplicates += 1
      summary.duplicates += 1
      return
    }
    let film = movie(row, columns, required)
    let lists = ListNotes(row: row, log: log)
    lists.settle(genreList, column: "genres", names: &genreNames, into: &genres)
    lists.settle(companyList, column: "production_companies", names: &companyNames, into: &companies)
    summary.kept += 1
    if film.releaseYear != nil { summary.counted += 1 }
    try consumer?.movie(MovieRecord(row: film, companies: companies, genres: genres))
  }

  /// There are rows only under a header that has all required columns.
  private func columns() -> MovieColumns? {
    if foundColumns == nil { foundColumns = table.header.flatMap(MovieColumns.init) }
    return foundColumns
  }

  private func noteDuplicate(_ row: TableRow, _ columns: MovieColumns, of first: FirstMovies.Record, isEqual: Bool) {
    let code: FindingCode = isEqual ? .duplicateID : .duplicateIDDiffers
    log.note(
      code,
      row.finding(
        code, column: "id", cell: row.record.field(columns.id),
        isEqual
          ? "The record is the same as that of line \(first.line), which counts."
          : "The id stands in line \(first.line) already, with other values; that record counts."))
  }
}

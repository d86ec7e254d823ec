import CSVReading
import Domain

/// Reads movies_metadata.csv: from blocks of bytes to films that stand.
///
/// The checks of a record run in a fixed order and the first that fails puts it aside: fields and quotes, `id`, `budget`,
/// `revenue`, `popularity`, `genres`, `production_companies`. Then the first record of an id stands and later ones are
/// counted; what is only worth a note is noted of films that stand. A record that was put aside takes no id.
///
/// Only the cells that are needed are decoded; texts that are not kept are passed over.
package final class MovieReader {
  let log: any RecordLog
  private let consumer: (any FilmConsumer)?
  private var table: TableReader
  private var foundColumns: MovieColumns?
  private var first = FirstMovies()
  private var companyNames = NameBook()
  private var genreNames = NameBook()
  // The lists of the row at hand; kept from row to row for their storage.
  private var genres: [NamedID] = []
  private var companies: [NamedID] = []

  /// Films by what became of them.
  package private(set) var summary = ValidationReport.FilmSummary()

  package convenience init(log: any RecordLog, consumer: (any FilmConsumer)? = nil) {
    self.init(log: log, consumer: consumer, maximumRecords: TableReader.maximumRecords)
  }

  init(log: any RecordLog, consumer: (any FilmConsumer)?, maximumRecords: Int) {
    self.log = log
    self.consumer = consumer
    table = TableReader(.movies, log: log, maximumRecords: maximumRecords)
  }

  package var counts: RecordCounts { table.counts }
  package var records: Int { table.counts.records }
  package var quarantined: Int { table.counts.quarantined }
  /// Whether the file could be read so far; what is fed after a fault that makes the rest meaningless is ignored.
  package var isUsable: Bool { table.isUsable }

  /// Takes the next bytes of the file, split anywhere.
  package func feed(_ block: UnsafeRawBufferPointer) throws {
    var offset = 0
    while let row = try table.nextRow(in: block, at: &offset) { try read(row) }
  }

  /// To be called once, after the last block.
  package func finish() throws {
    if let row = try table.lastRow() { try read(row) }
    try table.close()
  }

  private func read(_ row: TableRow) throws {
    guard let columns = columns() else { return }
    let required: RequiredMovieCells
    do throws(RecordFault) {
      required = try RequiredMovieCells(row, columns, genres: &genres, companies: &companies)
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
    lists.settle(&genres, column: "genres", names: &genreNames)
    lists.settle(&companies, column: "production_companies", names: &companyNames)
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

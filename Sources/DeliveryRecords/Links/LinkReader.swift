import CSVReading
import Domain

/// Reads links.csv: `movieId` must be an id; `tmdbId` an id or blank; `imdbId` is not looked at, since nothing is made of it.
///
/// Memory: about 30 bytes a link.
package final class LinkReader: RecordReader {
  /// Slots are counted in 32 bits with a sign.
  static let maximumRecords = Int(Int32.max)

  private var links = LinkTable.Builder()
  private var columns: (movieID: Int, tmdbID: Int)?

  package convenience init(log: any RecordLog) { self.init(log: log, maximumRecords: Self.maximumRecords) }

  init(log: any RecordLog, maximumRecords: Int) {
    super.init(.links, log: log, maximumRecords: maximumRecords)
  }

  /// To be called once, after the last block. The table is what was read until then, also of a file that is not usable.
  package func finish() throws -> LinkTable {
    try readRest()
    return LinkTable(links)
  }

  override func read(_ row: TableRow) throws {
    if columns == nil, let header = table.header, let movieID = header.position(of: "movieId"),
      let tmdbID = header.position(of: "tmdbId")
    {
      columns = (movieID, tmdbID)
    }
    guard let columns else { return }  // there are rows only under a header that has both
    let ids: (movieID: Int64, tmdbID: Int64)
    do throws(RecordFault) {
      ids.movieID = try id(row.record.field(columns.movieID), "movieId")
      let cell = row.record.field(columns.tmdbID)
      ids.tmdbID = cell.bytes.trimmed.isEmpty ? 0 : try id(cell, "tmdbId")
    } catch {
      return try table.quarantine(row, error)
    }
    let earlier = links.add(movieID: ids.movieID, tmdbID: ids.tmdbID, line: row.record.line)
    if earlier >= 0 {
      table.counts.duplicates += 1
      noteDuplicate(row, of: earlier, tmdbID: ids.tmdbID, at: columns.movieID)
    } else if ids.tmdbID == 0 {
      log.note(
        .blankTmdbID,
        row.finding(
          .blankTmdbID, column: "tmdbId", cell: row.record.field(columns.tmdbID),
          "MovieLens film \(ids.movieID) has no TMDB id, so its votes reach no film."))
    }
  }

  private func id(_ cell: CSVField, _ column: String) throws(RecordFault) -> Int64 {
    guard !cell.isCut, let id = WholeNumber.readID(cell.bytes) else {
      throw RecordFault(.invalidID, column, cell, "The \(column) is no whole number from 1 to \(Int64.max).")
    }
    return id
  }

  /// Copies differ when they lead to different films.
  private func noteDuplicate(_ row: TableRow, of slot: Int32, tmdbID: Int64, at column: Int) {
    let isEqual = links.tmdbID(of: slot) == tmdbID
    let code: FindingCode = isEqual ? .duplicateID : .duplicateIDDiffers
    log.note(
      code,
      row.finding(
        code, column: "movieId", cell: row.record.field(column),
        isEqual
          ? "The movieId stands in line \(links.line(of: slot)) already, with the same tmdbId."
          : "The movieId stands in line \(links.line(of: slot)) already, with another tmdbId; that record counts."))
  }
}

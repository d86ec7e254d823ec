/// The six tables of a delivery's model, each in the order of its key: read from the model CSVs, or from the memory in which
/// the parser has collected them.
///
/// A table may be read more than once, and several at the same time on different threads. What a row names in another table
/// is not checked here. Every method hands the rows of one table to `body`, each with its line in the table's CSV (or its row,
/// counted as if no cell had a line break), and returns the SHA-256 of the CSV, or `nil` if none was read. Errors:
/// `BoxOfficeError` with code `model-damaged` or `model-unreadable`, what `body` throws, and `CancellationError` when the
/// task is cancelled.
package protocol ModelSource: Sendable {
  /// `movies`.
  func films(_ body: (_ film: MovieRow, _ line: Int) throws -> Void) throws -> ContentDigest?

  /// `companies` or `genres`.
  func names(_ table: ModelTable, _ body: (_ name: NamedID, _ line: Int) throws -> Void) throws -> ContentDigest?

  /// The tables of whole numbers: `movie_companies`, `movie_genres` and `movie_votes`. The values are in the order of the
  /// table's columns and valid during the call.
  func numbers(
    _ table: ModelTable, _ body: (_ values: UnsafeBufferPointer<Int64>, _ line: Int) throws -> Void
  ) throws -> ContentDigest?

  /// That the model is not as the parser makes it: where it lies, what of it is wrong, and what to do.
  func damaged(_ what: String) -> BoxOfficeError
}

extension ModelSource {
  package func damaged(_ table: ModelTable, _ what: String, line: Int) -> BoxOfficeError {
    damaged("\(table.fileName) line \(line) has \(what)")
  }
}

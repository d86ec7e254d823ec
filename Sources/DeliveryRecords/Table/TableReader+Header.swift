import CSVReading
import Domain

extension TableReader {
  /// Finds the columns in the first record. A missing or doubled one makes the file unusable.
  mutating func readHeader(_ record: CSVRecord) {
    let names = (0..<min(record.fieldCount, CSVLimits().maxFields)).map { index in
      String(decoding: record.field(index).bytes.trimmed.prefix(256), as: UTF8.self)
    }
    header = TableHeader(fieldCount: record.fieldCount, names: names)
    let known = Set(file.knownColumns)
    noteDoubled(names, record)
    noteMissing(names, unknown: names.filter { !$0.isEmpty && !known.contains($0) }, record)
    for (index, name) in names.enumerated() where !known.contains(name) {
      log.note(
        .unknownColumn,
        headerFinding(
          .unknownColumn, record, column: name.isEmpty ? nil : name,
          name.isEmpty
            ? "Column \(index + 1) has no name and is ignored." : "The column is not a known one and is ignored."))
    }
  }

  private mutating func noteDoubled(_ names: [String], _ record: CSVRecord) {
    var seen = Set<String>()
    for name in names where !name.isEmpty && !seen.insert(name).inserted {
      isUsable = false
      log.note(
        .duplicateColumn,
        headerFinding(.duplicateColumn, record, column: name, "The header has the column `\(name)` more than once."))
    }
  }

  private mutating func noteMissing(_ names: [String], unknown: [String], _ record: CSVRecord) {
    let present = Set(names)
    for column in file.requiredColumns where !present.contains(column) {
      isUsable = false
      let broken = record.hasUnterminatedQuote ? "; a quote that is opened in it is never closed" : ""
      log.note(
        .missingColumn,
        headerFinding(
          .missingColumn, record, column: column, "The header has no column `\(column)`\(broken).",
          fix: rename(column, among: unknown)))
    }
    for (column, lost) in file.optionalColumns where !present.contains(column) {
      log.note(
        .missingOptionalColumn,
        headerFinding(
          .missingOptionalColumn, record, column: column, "The header has no column `\(column)`: \(lost).",
          fix: rename(column, among: unknown)))
    }
  }

  private func rename(_ column: String, among unknown: [String]) -> String? {
    NearestName.to(column, among: unknown).map {
      "Rename the column `\($0)` to `\(column)`, if that is what it holds."
    }
  }

  private func headerFinding(
    _ code: FindingCode, _ record: CSVRecord, column: String?, _ message: String, fix: String? = nil
  ) -> Finding {
    Finding(code, file: file.rawValue, line: record.line, column: column, message: message, fix: fix)
  }
}

extension InputValidator {
  /// How far a validation has come; handed over once per block, about a thousand times per gigabyte.
  package struct Progress: Sendable, Equatable {
    /// Unpacked bytes read, of all files together.
    package var bytesDone: Int64
    package var bytesTotal: Int64
    /// Records read, of all files together.
    package var records: Int

    package init(bytesDone: Int64, bytesTotal: Int64, records: Int) {
      self.bytesDone = bytesDone
      self.bytesTotal = bytesTotal
      self.records = records
    }
  }
}

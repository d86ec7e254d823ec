extension InputValidator {
  /// How far a validation has come; handed over once per block, about a thousand times per gigabyte.
  package struct Progress: Sendable, Equatable {
    package enum Phase: String, Sendable {
      case links
      case movies
      case ratings
      /// The accepted files are being copied out of the zip.
      case keeping
    }

    package var phase: Phase
    /// Unpacked bytes read, of all files together.
    package var bytesDone: Int64
    package var bytesTotal: Int64
    /// Records read, of all files together.
    package var records: Int

    package init(phase: Phase, bytesDone: Int64, bytesTotal: Int64, records: Int) {
      self.phase = phase
      self.bytesDone = bytesDone
      self.bytesTotal = bytesTotal
      self.records = records
    }
  }
}

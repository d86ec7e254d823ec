import DeliveryRecords
import Domain
import Watchfolders

/// The quarantined records of one file; written to a file of its own once there is one.
final class RejectedFile {
  let name: String
  /// Finds the header row, which is known before a record is quarantined.
  var header: HeaderCapture?
  private let path: String
  private let maxBytes: Int64
  private var writer: RejectedWriter?

  init(of file: DeliveryFile, in folder: String, maxBytes: Int64) {
    name = Self.name(of: file)
    path = "\(folder)/\(name)"
    self.maxBytes = maxBytes
  }

  func append(_ record: QuarantinedRecord) throws {
    if writer == nil { writer = try RejectedWriter(path: path, header: header?.raw ?? [], maxBytes: maxBytes) }
    try writer?.append(record)
  }

  /// Whether it ends before the last quarantined record.
  var isFull: Bool { writer?.isFull ?? false }

  /// Closes the file and returns where it is; `nil` if there is none.
  func finish() throws -> (name: String, path: String)? {
    guard let writer else { return nil }
    try writer.finish()
    return (name, path)
  }

  /// `rejected-movies.csv` for movies_metadata.csv, and so on.
  static func name(of file: DeliveryFile) -> String {
    switch file {
    case .movies: SeederWatchfolder.Name.rejectedMovies
    case .ratings: SeederWatchfolder.Name.rejectedRatings
    case .links: SeederWatchfolder.Name.rejectedLinks
    }
  }
}

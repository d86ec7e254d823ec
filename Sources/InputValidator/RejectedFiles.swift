import DeliveryRecords
import Domain
import Watchfolders

/// The quarantined records of a delivery, one file per file that has any, in a folder of the caller's.
final class RejectedFiles {
  private let folder: String
  private let maxBytes: Int64
  private var writers: [DeliveryFile: RejectedWriter] = [:]
  private var headers: [DeliveryFile: HeaderCapture] = [:]

  /// `maxBytes`: of each file.
  init(folder: String, maxBytes: Int64) {
    self.folder = folder
    self.maxBytes = maxBytes
  }

  /// Where the header row of `file` will be found once a record is quarantined.
  func setHeader(_ header: HeaderCapture, of file: DeliveryFile) { headers[file] = header }

  func append(_ record: QuarantinedRecord) throws {
    if let writer = writers[record.file] { return try writer.append(record) }
    let writer = try RejectedWriter(
      path: "\(folder)/\(Self.name(of: record.file))", header: headers[record.file]?.raw ?? [],
      maxBytes: maxBytes)
    writers[record.file] = writer
    try writer.append(record)
  }

  /// Whether the rejected file of `file` ends before the last quarantined record.
  func isFull(_ file: DeliveryFile) -> Bool { writers[file]?.isFull ?? false }

  /// Closes the files and returns those that exist, in the order of `DeliveryFile`.
  func finish() throws -> [(name: String, path: String)] {
    var files: [(name: String, path: String)] = []
    for file in DeliveryFile.allCases {
      guard let writer = writers[file] else { continue }
      try writer.finish()
      files.append((Self.name(of: file), writer.path))
    }
    return files
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

import Database
import Domain

/// Builds one edition's file aside. Nothing of it can be seen until `finish` has renamed it.
final class SQLiteEditionWriter: EditionWriter {
  let edition: EditionRecord
  private let folder: SQLiteProviderFolder
  /// Holds the lock on the file that is being built.
  private let file: Descriptor
  private let tables: SQLiteEditionFile

  init(_ edition: EditionRecord, in folder: SQLiteProviderFolder, file: Descriptor) throws {
    self.edition = edition
    self.folder = folder
    self.file = file
    tables = try databaseCall("edition \(edition.number) of \(edition.provider) cannot be begun") {
      try SQLiteEditionFile(SQLitePageFile(file), path: folder.buildingPath(of: edition.number))
    }
  }

  func load(_ table: ServingTable, _ produce: (any RowSink) throws -> Void) throws -> Int {
    try databaseCall(
      "\(table.name) of edition \(edition.number) cannot be loaded; free some disk space if it is full"
    ) {
      let sink = try tables.sink(for: table)
      try produce(sink)
      try tables.end(table, sink)
      return sink.rows
    }
  }

  func finish(counts: EditionRecord.Counts) async throws -> EditionRecord {
    let what = "edition \(edition.number) of \(edition.provider) cannot be finished"
    let loaded = try databaseCall(what) { try tables.finish() }
    let verification = SQLiteVerification(edition: edition, loaded: loaded, counts: counts)
    // The disk writes while the cores compare.
    async let isDurable: Void = databaseCall(what) { try file.sync() }
    try await databaseCall(what) { try await verification.verify(folder.buildingPath(of: edition.number)) }
    try await isDurable
    var record = edition
    record.counts = counts
    record.state = .ready
    record.bytes = try databaseCall(what) { try file.status().bytes }
    try folder.locked {
      try databaseCall("edition \(edition.number) of \(edition.provider) cannot be put in its place") {
        try folder.publishTables(of: edition.number)
      }
      try folder.write(record)
    }
    return record
  }
}

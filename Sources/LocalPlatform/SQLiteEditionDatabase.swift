import Database
import Domain
import Foundation
import Glibc

/// Editions as SQLite files, one each, so that an edition is switched in by a rename and pruned by an unlink.
///
/// ```
/// {folder}/readers.lock                          shared by the processes that read publication records
/// {folder}/{provider}/publication.json           the publication record
/// {folder}/{provider}/lock                       held while any of these documents is changed
/// {folder}/{provider}/editions/000001.json       the edition's record, kept for ever
/// {folder}/{provider}/editions/000001.sqlite     its tables, never written again
/// {folder}/{provider}/editions/000002.sqlite.building
/// ```
///
/// Several processes may use one folder: every change of a document is made under the provider's lock.
package final class SQLiteEditionDatabase: EditionDatabase {
  private let root: Descriptor

  /// Makes the folder if there is none.
  package init(folder: String) throws {
    root = try databaseCall("the database folder \(folder) cannot be opened; check its permissions") {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return try Descriptor.open(folder, O_RDONLY | O_DIRECTORY)
    }
  }

  package func editions(of provider: ProviderID) throws -> [EditionRecord] {
    try folder(of: provider)?.records() ?? []
  }

  package func begin(
    provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp, modelDigest: ContentDigest
  ) throws -> any EditionWriter {
    let folder = try existingFolder(of: provider)
    let (record, file) = try folder.locked {
      let records = try folder.records()
      let unfinished = records.first {
        $0.state == .building && $0.delivery == delivery && $0.takenAt == takenAt
      }
      let record = EditionRecord(
        provider: provider, number: try unfinished?.number ?? folder.nextNumber(), state: .building,
        delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
      // Locked before anything is touched: another process may be building it.
      let file = try folder.lockedBuildingFile(of: record.number)
      try folder.write(record)
      return (record, file)
    }
    return try SQLiteEditionWriter(record, in: folder, file: file)
  }

  package func open(_ number: EditionNumber, of provider: ProviderID) throws -> any EditionReader {
    guard let folder = try folder(of: provider) else { throw SQLiteProviderFolder.notFound(number, provider) }
    let record = try folder.readyRecord(number)
    do {
      return try SQLiteEditionReader(record, path: folder.path(of: number))
    } catch {
      // It may have been pruned between the two steps.
      _ = try folder.readyRecord(number)
      throw error
    }
  }

  package func markPublished(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp) throws {
    let folder = try existingFolder(of: provider)
    try folder.locked {
      var record = try folder.record(number)
      guard record.publishedAt == nil else { return }
      record.publishedAt = time
      try folder.write(record)
    }
  }

  package func prune(_ number: EditionNumber, of provider: ProviderID) throws {
    let folder = try existingFolder(of: provider)
    try folder.locked {
      var record = try folder.record(number)
      if let publication = try folder.publication(), publication.inUse.contains(number) {
        throw BoxOfficeError(
          code: EditionDatabaseError.inUse,
          message: "edition \(number) of \(provider) is the current one or is being switched to; publish another first")
      }
      if record.pinnedAt != nil {
        throw BoxOfficeError(
          code: EditionDatabaseError.pinned,
          message:
            "edition \(number) of \(provider) is pinned; `boxoffice unpin \(number) --provider \(provider)` lets it go")
      }
      if record.state == .building { _ = try folder.lockedBuildingFile(of: number) }
      if record.state != .pruned {
        // The record first: after a crash in between, the file is removed by the next prune of the edition.
        record.state = .pruned
        try folder.write(record)
      }
      try folder.removeTables(of: number)
    }
  }

  package func pin(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp?) throws {
    guard let folder = try folder(of: provider) else { throw SQLiteProviderFolder.notFound(number, provider) }
    try folder.locked {
      var record = try folder.readyRecord(number)
      guard (record.pinnedAt == nil) != (time == nil) else { return }
      record.pinnedAt = time
      try folder.write(record)
    }
  }

  package func publication(of provider: ProviderID) throws -> PublicationRecord? {
    try folder(of: provider)?.publication()
  }

  package func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) throws -> Bool {
    let folder = try existingFolder(of: provider)
    return try folder.locked {
      guard try folder.publication()?.sequence == expected else { return false }
      guard record.sequence > expected ?? 0 else {
        throw BoxOfficeError(
          code: EditionDatabaseError.failed,
          message: "the publication of \(provider) was not changed: its sequence must rise above \(expected ?? 0)")
      }
      for number in record.inUse { _ = try folder.readyRecord(number) }
      try folder.write(record)
      return true
    }
  }

  package func startReading() throws -> any ReadingHold {
    try databaseCall(
      "\(root.path)/\(ReadersLock.name) cannot be locked, without which no publication would wait for this process; make it"
        + " readable for this user, or, if it is missing, run `boxoffice doctor` as the user whose folder it is"
    ) { try readersLock.share() }
  }

  package func mayBeRead() -> Bool {
    // Why it cannot be known, `doctor` says; a publication only waits.
    (try? readersLock.isFree()) != true
  }

  private var readersLock: ReadersLock { ReadersLock(folder: root) }

  /// `nil` for a provider that has nothing here: asking for one must not make a folder.
  private func folder(of provider: ProviderID) throws -> SQLiteProviderFolder? {
    try databaseCall("the editions of \(provider) cannot be read") {
      try SQLiteProviderFolder(provider, in: root, create: false)
    }
  }

  private func existingFolder(of provider: ProviderID) throws -> SQLiteProviderFolder {
    try databaseCall("the folder for the editions of \(provider) cannot be made") {
      // With `create` there always is one.
      try SQLiteProviderFolder(provider, in: root, create: true)!
    }
  }
}

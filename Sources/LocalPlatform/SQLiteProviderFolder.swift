import Database
import Domain
import Foundation
import Glibc

/// The folder of one provider's editions: names, documents, and the lock under which they change.
struct SQLiteProviderFolder: Sendable {
  let provider: ProviderID
  private let folder: Descriptor
  private let editions: Descriptor

  private static let publicationName = "publication.json"
  private static let buildingSuffix = ".sqlite.building"

  /// Returns `nil` if there is no such folder and none is to be made.
  init?(_ provider: ProviderID, in root: Descriptor, create: Bool) throws {
    guard let folder = try root.folder(provider.name, create: create),
      let editions = try folder.folder("editions", create: create)
    else { return nil }
    self.provider = provider
    self.folder = folder
    self.editions = editions
  }

  /// Runs `body` while no other process or task changes this folder.
  func locked<Result>(_ body: () throws -> Result) throws -> Result {
    let lock = try databaseCall("the lock of the editions of \(provider) cannot be taken") {
      let lock = try folder.open("lock", O_RDWR | O_CREAT)
      try lock.lock(LOCK_EX)
      return lock
    }
    return try withExtendedLifetime(lock, body)
  }

  // MARK: Edition records

  /// Every record, by number.
  func records() throws -> [EditionRecord] {
    try numbers(suffix: ".json").map(record)
  }

  /// Throws `edition-not-found` if there is none.
  func record(_ number: EditionNumber) throws -> EditionRecord {
    let name = Self.stem(number) + ".json"
    return try databaseCall("the record of edition \(number) cannot be read: \(editions.path)/\(name)") {
      guard let data = try DurableFile.content(of: name, in: editions) else { throw Self.notFound(number, provider) }
      return try JSONDocument.decode(EditionRecord.self, from: data, what: name)
    }
  }

  /// The record of an edition that can be read; throws `edition-not-found` or `edition-pruned`.
  func readyRecord(_ number: EditionNumber) throws -> EditionRecord {
    let record = try record(number)
    switch record.state {
    case .ready: return record
    case .building: throw Self.notFound(number, provider)
    case .pruned:
      throw BoxOfficeError(
        code: EditionDatabaseError.pruned,
        message: "edition \(number) of \(provider) was pruned; its delivery may still be kept and can be sent again")
    }
  }

  func write(_ record: EditionRecord) throws {
    try databaseCall("the record of edition \(record.number) of \(provider) cannot be written") {
      try DurableFile.replace(
        Self.stem(record.number) + ".json", in: editions, with: JSONDocument.encode(record))
    }
  }

  /// Above every number that has left a trace here.
  func nextNumber() throws -> EditionNumber {
    let used = try [".json", ".sqlite", Self.buildingSuffix].flatMap(numbers(suffix:))
    return (used.max() ?? 0) + 1
  }

  static func notFound(_ number: EditionNumber, _ provider: ProviderID) -> BoxOfficeError {
    BoxOfficeError(
      code: EditionDatabaseError.notFound,
      message: "there is no edition \(number) of \(provider); `boxoffice editions` lists those there are")
  }

  // MARK: Tables

  func path(of number: EditionNumber) -> String { "\(editions.path)/\(Self.stem(number)).sqlite" }

  func buildingPath(of number: EditionNumber) -> String { editions.path + "/" + Self.buildingName(number) }

  /// The empty file into which an edition is built, locked for as long as the descriptor lives.
  ///
  /// Throws `edition-in-use` if another process or task is building it. To be called under the provider's lock, as
  /// `publishTables` is, so that the file cannot be renamed between opening and locking.
  func lockedBuildingFile(of number: EditionNumber) throws -> Descriptor {
    try databaseCall("the file for edition \(number) of \(provider) cannot be made") {
      let file = try editions.open(Self.buildingName(number), O_RDWR | O_CREAT)
      guard try file.tryLock() else {
        throw BoxOfficeError(
          code: EditionDatabaseError.inUse,
          message: "edition \(number) of \(provider) is being built by another process; wait for it, or end it")
      }
      try systemCall("ftruncate", file.path) { ftruncate(file.number, 0) }
      return file
    }
  }

  /// Gives a built and durable file its final name.
  func publishTables(of number: EditionNumber) throws {
    try editions.rename(Self.buildingName(number), to: Self.stem(number) + ".sqlite", in: editions)
    try editions.sync()
  }

  func removeTables(of number: EditionNumber) throws {
    try databaseCall("the files of edition \(number) of \(provider) cannot be removed") {
      try editions.remove(Self.stem(number) + ".sqlite")
      try editions.remove(Self.buildingName(number))
      try editions.sync()
    }
  }

  // MARK: Publication

  func publication() throws -> PublicationRecord? {
    try databaseCall("the publication record of \(provider) cannot be read: \(folder.path)/\(Self.publicationName)") {
      guard let data = try DurableFile.content(of: Self.publicationName, in: folder) else { return nil }
      return try JSONDocument.decode(PublicationRecord.self, from: data, what: Self.publicationName)
    }
  }

  func write(_ publication: PublicationRecord) throws {
    try databaseCall("the publication record of \(provider) cannot be written") {
      try DurableFile.replace(Self.publicationName, in: folder, with: JSONDocument.encode(publication))
    }
  }

  // MARK: Names

  private func numbers(suffix: String) throws -> [EditionNumber] {
    try databaseCall("the editions of \(provider) cannot be listed") {
      try editions.names().compactMap { name in
        guard name.hasSuffix(suffix) else { return nil }
        guard let number = EditionNumber(name.dropLast(suffix.count)), number > 0,
          Self.stem(number) + suffix == name
        else { return nil }
        return number
      }.sorted()
    }
  }

  /// Six digits at least, so that listings sort.
  private static func stem(_ number: EditionNumber) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 6 - digits.utf8.count)) + digits
  }

  private static func buildingName(_ number: EditionNumber) -> String { stem(number) + buildingSuffix }
}

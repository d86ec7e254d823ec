import Database
import Domain
import Foundation
import Synchronization
import Watchfolders

/// Where the machine breaks down: at the nth call of any port, before or after its effect.
final class Faults: Sendable {
  enum Moment: Sendable, CaseIterable {
    case before, after
  }

  struct Breakdown: Error {
    let call: String
  }

  private let count = Mutex(0)
  private let nth: Int
  private let moment: Moment

  init(at nth: Int, _ moment: Moment) {
    self.nth = nth
    self.moment = moment
  }

  /// Whether the nth call was reached at all.
  var struck: Bool { count.withLock { $0 >= nth } }

  /// Every call after the breakdown fails too: the process is gone.
  func around<Result>(_ call: String, _ body: () async throws -> Result) async throws -> Result {
    let number = count.withLock { count in
      count += 1
      return count
    }
    guard number < nth || (number == nth && moment == .after) else { throw Breakdown(call: call) }
    let result = try await body()
    if number == nth { throw Breakdown(call: call) }
    return result
  }
}

/// An object store on a machine that breaks down.
struct FaultyObjectStore: ObjectStore {
  let store: any ObjectStore
  let faults: Faults

  func put(_ key: ObjectKey, _ content: ObjectContent, if condition: WriteCondition) async throws -> ObjectInfo {
    try await faults.around("put \(key)") { try await store.put(key, content, if: condition) }
  }

  func read(
    _ key: ObjectKey, version: ObjectVersion?, range: Range<Int64>?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    try await faults.around("read \(key)") { try await store.read(key, version: version, range: range, body) }
  }

  func place(of key: ObjectKey) -> String { store.place(of: key) }

  func localFile(_ key: ObjectKey, version: ObjectVersion?, scratch: String) async throws -> String {
    try await faults.around("localFile \(key)") {
      try await store.localFile(key, version: version, scratch: scratch)
    }
  }

  func list(prefix: String) async throws -> [ObjectInfo] {
    try await faults.around("list \(prefix)") { try await store.list(prefix: prefix) }
  }

  func versions(prefix: String) async throws -> [ObjectInfo] {
    try await faults.around("versions \(prefix)") { try await store.versions(prefix: prefix) }
  }

  func delete(_ key: ObjectKey, version: ObjectVersion?) async throws {
    try await faults.around("delete \(key)") { try await store.delete(key, version: version) }
  }
}

/// A database on a machine that breaks down.
struct FaultyEditionDatabase: EditionDatabase {
  let database: any EditionDatabase
  let faults: Faults

  func editions(of provider: ProviderID) async throws -> [EditionRecord] {
    try await faults.around("editions") { try await database.editions(of: provider) }
  }

  func begin(
    provider: ProviderID, delivery: DeliveryID, takenAt: Timestamp, modelDigest: ContentDigest
  ) async throws -> any EditionWriter {
    try await faults.around("begin") {
      try await database.begin(provider: provider, delivery: delivery, takenAt: takenAt, modelDigest: modelDigest)
    }
  }

  func open(_ number: EditionNumber, of provider: ProviderID) async throws -> any EditionReader {
    try await faults.around("open") { try await database.open(number, of: provider) }
  }

  func markPublished(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp) async throws {
    try await faults.around("markPublished") { try await database.markPublished(number, of: provider, at: time) }
  }

  func prune(_ number: EditionNumber, of provider: ProviderID) async throws {
    try await faults.around("prune") { try await database.prune(number, of: provider) }
  }

  func publication(of provider: ProviderID) async throws -> PublicationRecord? {
    try await faults.around("publication") { try await database.publication(of: provider) }
  }

  func replacePublication(
    of provider: ProviderID, expected: Int?, with record: PublicationRecord
  ) async throws -> Bool {
    try await faults.around("replacePublication") {
      try await database.replacePublication(of: provider, expected: expected, with: record)
    }
  }

  func startReading() async throws -> any ReadingHold {
    try await faults.around("startReading") { try await database.startReading() }
  }

  func mayBeRead() async -> Bool { await database.mayBeRead() }
}

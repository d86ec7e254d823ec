import Database
import Domain
import Fixtures

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

  func pin(_ number: EditionNumber, of provider: ProviderID, at time: Timestamp?) async throws {
    try await faults.around("pin") { try await database.pin(number, of: provider, at: time) }
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

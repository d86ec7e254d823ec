import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("Settings in the store")
struct ProviderSettingsStoreTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func settle(_ seconds: Int) -> @Sendable (ProviderSettings) -> ProviderSettings {
    { settings in
      var settings = settings
      settings.settleSeconds = seconds
      return settings
    }
  }

  @Test("count their changes, and keep what they were before", arguments: StoreUnderTest.all)
  func revisions(_ engine: StoreUnderTest) async throws {
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    let defaults = try await watchfolder.storedSettings(of: acme)
    #expect(defaults.revision == 0 && defaults.changedAt == nil && defaults.settings == ProviderSettings())
    for number in 1...3 {
      let stored = try await watchfolder.changeSettings(of: acme, at: moment(Int64(number)), settle(number))
      #expect(stored.revision == number && stored.changedAt == moment(Int64(number)))
      #expect(try await watchfolder.storedSettings(of: acme) == stored)
    }
    // What changes nothing is no change.
    #expect(try await watchfolder.changeSettings(of: acme, at: moment(9), settle(3)).revision == 3)
    let history = try await watchfolder.settingsHistory(of: acme)
    #expect(history.map(\.revision) == [3, 2, 1])
    #expect(history.map(\.settings.settleSeconds) == [3, 2, 1])
    #expect(try await watchfolder.settings(of: other) == ProviderSettings())
    #expect(try await watchfolder.settingsHistory(of: other) == [])
  }

  @Test(
    "of two who change them at once one is told, and what the other wrote stays", arguments: StoreUnderTest.all, [0, 1])
  func twoOperators(_ engine: StoreUnderTest, _ earlier: Int) async throws {
    // Given settings that were changed before, or never
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    let second = SeederWatchfolder(store: try await engine.open(folder))
    for number in 0..<earlier { try await watchfolder.changeSettings(of: acme, at: moment(0), settle(100 + number)) }
    // When one operator changes them while another is about to
    let store = RacingStore(store: watchfolder.store) {
      try await second.changeSettings(of: acme, at: moment(2)) { settings in
        var settings = settings
        settings.settleSeconds = 2
        return settings
      }
    }
    // Then the slower one is told, with what to do
    let error = await expectError(SeederWatchfolder.settingsChanged) {
      try await SeederWatchfolder(store: store).changeSettings(of: acme, at: moment(3), settle(3))
    }
    #expect(error?.message.contains("provider show acme") == true)
    #expect(try await watchfolder.settings(of: acme).settleSeconds == 2)
    #expect(try await watchfolder.storedSettings(of: acme).revision == earlier + 1)
  }

  @Test("are changed only at the revision that was looked at, where one is named", arguments: StoreUnderTest.all)
  func namedRevision(_ engine: StoreUnderTest) async throws {
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    try await watchfolder.changeSettings(of: acme, at: moment(1), ifRevision: 0, settle(1))
    await expectError(SeederWatchfolder.settingsChanged) {
      try await watchfolder.changeSettings(of: acme, at: moment(2), ifRevision: 0, settle(2))
    }
    #expect(try await watchfolder.changeSettings(of: acme, at: moment(2), ifRevision: 1, settle(2)).revision == 2)
  }

  @Test("of version 0.1.0 are read, and changed", arguments: StoreUnderTest.all)
  func older(_ engine: StoreUnderTest) async throws {
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    try await watchfolder.store.put(
      "acme/settings.json",
      #"{"retention":{"keep":3},"severities":{},"tolerance":{"minimumFilmsPerMillion":1,"quarantinedPerMillion":2}}"#)
    let stored = try await watchfolder.storedSettings(of: acme)
    #expect(stored.revision == 1 && stored.settings.retention.keep == 3)
    #expect(stored.settings.tolerance.quarantinedPerMillion == 2 && stored.settings.contacts == Contacts())
    #expect(try await watchfolder.changeSettings(of: acme, at: moment(1), settle(5)).revision == 2)
    #expect(try await watchfolder.settings(of: acme).retention.keep == 3)
  }
}

/// A store in which somebody else is faster, once: between the reading and the first write.
private struct RacingStore: ObjectStore {
  let store: any ObjectStore
  let rival: @Sendable () async throws -> Void

  func put(_ key: ObjectKey, _ content: ObjectContent, if condition: WriteCondition) async throws -> ObjectInfo {
    try await rival()
    return try await store.put(key, content, if: condition)
  }

  func read(
    _ key: ObjectKey, version: ObjectVersion?, range: Range<Int64>?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    try await store.read(key, version: version, range: range, body)
  }

  func place(of key: ObjectKey) -> String { store.place(of: key) }

  func localFile(_ key: ObjectKey, version: ObjectVersion?, scratch: String) async throws -> String {
    try await store.localFile(key, version: version, scratch: scratch)
  }

  func list(prefix: String) async throws -> [ObjectInfo] { try await store.list(prefix: prefix) }
  func versions(prefix: String) async throws -> [ObjectInfo] { try await store.versions(prefix: prefix) }

  func delete(_ key: ObjectKey, version: ObjectVersion?) async throws {
    try await store.delete(key, version: version)
  }
}

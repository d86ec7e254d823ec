import Domain
import Foundation

/// The settings of a provider, as they are kept: with what a person wants to know of each change.
package struct StoredSettings: Codable, Sendable, Equatable {
  var format = 1
  /// Counts the changes; 0 for the defaults of a provider for which nothing was set yet.
  package let revision: Int
  /// `nil` for the defaults.
  package let changedAt: Timestamp?
  package let settings: ProviderSettings

  package init(revision: Int, changedAt: Timestamp?, settings: ProviderSettings) {
    self.revision = revision
    self.changedAt = changedAt
    self.settings = settings
  }

  /// What a manifest names the settings by.
  package func digest() throws -> ContentDigest { FileDigest.sha256(try JSONDocument.encode(settings)) }

  /// From a document of the store. Keys that came after it was written have their defaults.
  init(_ data: Data, what: String) throws {
    let stored = try JSONDocument.decode(PossiblyStored.self, from: data, what: what)
    if stored.settings == nil {
      // As version 0.1.0 wrote them: the settings alone.
      self.init(
        revision: 1, changedAt: nil,
        settings: try JSONDocument.decode(over: ProviderSettings(), from: data, what: what))
    } else {
      self = try JSONDocument.decode(over: Self.defaults, from: data, what: what)
    }
  }

  /// Whether there is a key `settings`, and no more.
  private struct PossiblyStored: Decodable {
    struct Anything: Decodable {
      init(from decoder: any Decoder) {}
    }

    let settings: Anything?
  }

  static let defaults = StoredSettings(revision: 0, changedAt: nil, settings: ProviderSettings())
}

extension SeederWatchfolder {
  /// The code of the error that tells one of two operators that the other was faster.
  package static let settingsChanged = "settings-changed"

  /// The settings that an operator made, or the documented defaults.
  package func settings(of provider: ProviderID) async throws -> ProviderSettings {
    try await storedSettings(of: provider).settings
  }

  package func storedSettings(of provider: ProviderID) async throws -> StoredSettings {
    guard let data = try await store.data(settingsKey(provider)) else { return .defaults }
    return try decode(data, of: provider)
  }

  /// Every version of the settings that is kept, newest first; retention lets go of the oldest.
  package func settingsHistory(of provider: ProviderID) async throws -> [StoredSettings] {
    let key = settingsKey(provider)
    var history: [StoredSettings] = []
    for info in try await store.versions(prefix: key.name) where info.key == key {
      var data = Data()
      try await store.read(key, version: info.version, range: nil) { data.append(contentsOf: $0) }
      history.append(try decode(data, of: provider))
    }
    return history
  }

  /// Replaces the settings by what `change` makes of them, and returns what is stored then; nothing is written if they
  /// stay the same.
  ///
  /// Throws `settings-changed` if somebody else changes them in between, or if they are not at `revision`, where one is
  /// given: nothing is written then.
  @discardableResult
  package func changeSettings(
    of provider: ProviderID, at now: Timestamp, ifRevision revision: Int? = nil,
    _ change: (ProviderSettings) throws -> ProviderSettings
  ) async throws -> StoredSettings {
    let key = settingsKey(provider)
    var condition = WriteCondition.absent
    var stored = StoredSettings.defaults
    if let version = try await store.list(prefix: key.name).first(where: { $0.key == key })?.version {
      condition = .current(version)
      var data = Data()
      try await store.read(key, version: version, range: nil) { data.append(contentsOf: $0) }
      stored = try decode(data, of: provider)
    }
    if let revision, revision != stored.revision { throw changed(provider, "they are at revision \(stored.revision)") }
    let settings = try change(stored.settings)
    if settings == stored.settings { return stored }
    let next = StoredSettings(revision: stored.revision + 1, changedAt: now, settings: settings)
    do {
      try await store.put(key, .data(JSONDocument.encode(next)), if: condition)
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
      throw changed(provider, "somebody else changed them at the same moment")
    }
    return next
  }

  private func changed(_ provider: ProviderID, _ reason: String) -> BoxOfficeError {
    BoxOfficeError(
      code: Self.settingsChanged,
      message:
        "the settings of \(provider) were not changed: \(reason). Look at `boxoffice provider show \(provider)`, and"
        + " repeat the change if it is still wanted")
  }

  private func decode(_ data: Data, of provider: ProviderID) throws -> StoredSettings {
    try StoredSettings(data, what: "the document \(settingsKey(provider)) of the Seeder Watchfolder")
  }
}

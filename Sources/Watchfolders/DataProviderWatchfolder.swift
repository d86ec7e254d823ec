import Domain

/// Where providers put `data.zip`: a folder, or a bucket, per provider.
///
/// Contract: an upload is claimed whole or not at all; what was claimed is gone from the provider's sight, is listed by
/// `claims` until `release`, and never changes again. Anything but `data.zip` is left alone.
package protocol DataProviderWatchfolder: Sendable {
  /// Makes the place that a provider uploads to; nothing happens if there is one.
  func addProvider(_ provider: ProviderID) async throws

  /// Removes a provider's place with all that lies there, uploads, claims and reports included; nothing happens if there is
  /// none. Safe to repeat after a crash.
  func removeProvider(_ provider: ProviderID) async throws

  /// Where a provider puts its `data.zip`, whether there is such a place or not: a path, an URL. For messages only.
  func place(of provider: ProviderID) -> String

  /// What lies there now; `nil` if there is no `data.zip`.
  func upload(of provider: ProviderID) async throws -> Upload?

  /// Takes the upload if it is still exactly the one described and nobody is writing to it; otherwise returns `nil`.
  func claim(_ upload: Upload) async throws -> ClaimedUpload?

  /// Claims that were not released, oldest first: work that a crash left behind.
  func claims(of provider: ProviderID) async throws -> [ClaimedUpload]

  /// A local file with the bytes of a claim, for the caller to take over: the claim itself where the watchfolder is local,
  /// else a copy in `scratch`, a folder that the caller removes.
  func localFile(of claim: ClaimedUpload, scratch: String) async throws -> String

  /// Forgets a claim, and removes its file if it is still there: its bytes are safe in the Seeder Watchfolder.
  func release(_ claim: ClaimedUpload) async throws

  /// Leaves a copy of a local file where the provider can read it, under the delivery it is about, replacing one of the
  /// same name; returns how a person finds it there.
  @discardableResult
  func leave(_ path: String, as name: String, about delivery: DeliveryID, for provider: ProviderID) async throws
    -> String

  /// Emits a provider whenever something may have changed in its folder. Hints only: they may be lost or doubled.
  func changes() -> AsyncStream<ProviderID>
}

/// A `data.zip` that may still be changing.
package struct Upload: Sendable, Equatable {
  package let provider: ProviderID
  package let bytes: Int64
  /// The last change of content or name that the file system knows of.
  package let lastChange: Timestamp
  /// Differs whenever the file was changed or replaced.
  package let fingerprint: String
  /// Whether a program still has it open for writing, as far as the platform can tell.
  package let isBeingWritten: Bool

  package init(
    provider: ProviderID, bytes: Int64, lastChange: Timestamp, fingerprint: String, isBeingWritten: Bool
  ) {
    self.provider = provider
    self.bytes = bytes
    self.lastChange = lastChange
    self.fingerprint = fingerprint
    self.isBeingWritten = isBeingWritten
  }
}

/// An upload that is ours.
package struct ClaimedUpload: Sendable, Equatable {
  package let provider: ProviderID
  /// Unique among the provider's claims.
  package let name: String

  package init(provider: ProviderID, name: String) {
    self.provider = provider
    self.name = name
  }
}

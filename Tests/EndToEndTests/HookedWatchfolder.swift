import Domain
import Watchfolders

/// A watchfolder in which something happens before each look, and before each file that is left for the provider.
struct HookedWatchfolder: DataProviderWatchfolder {
  let watchfolder: any DataProviderWatchfolder
  var beforeLook: @Sendable (ProviderID) async throws -> Void = { _ in }
  var beforeLeaving: @Sendable (ProviderID) async throws -> Void = { _ in }

  func upload(of provider: ProviderID) async throws -> Upload? {
    try await beforeLook(provider)
    return try await watchfolder.upload(of: provider)
  }

  func leave(
    _ path: String, as name: String, about delivery: DeliveryID, for provider: ProviderID
  ) async throws -> String {
    try await beforeLeaving(provider)
    return try await watchfolder.leave(path, as: name, about: delivery, for: provider)
  }

  func addProvider(_ provider: ProviderID) async throws { try await watchfolder.addProvider(provider) }
  func removeProvider(_ provider: ProviderID) async throws { try await watchfolder.removeProvider(provider) }
  func place(of provider: ProviderID) -> String { watchfolder.place(of: provider) }
  func claim(_ upload: Upload) async throws -> ClaimedUpload? { try await watchfolder.claim(upload) }
  func claims(of provider: ProviderID) async throws -> [ClaimedUpload] { try await watchfolder.claims(of: provider) }
  func localFile(of claim: ClaimedUpload, scratch: String) async throws -> String {
    try await watchfolder.localFile(of: claim, scratch: scratch)
  }

  func release(_ claim: ClaimedUpload) async throws { try await watchfolder.release(claim) }
  func changes() -> AsyncStream<ProviderID> { watchfolder.changes() }
}

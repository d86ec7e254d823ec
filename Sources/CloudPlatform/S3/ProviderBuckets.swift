import Domain
import Foundation
import Logging
import Synchronization
import Watchfolders

/// Watchfolders in a bucket for each provider, named with `{provider}`: `s3://acme-in-{provider}`. What lies in one is as in
/// an `S3Watchfolder`. A bucket's rights can then be its provider's own.
package final class ProviderBuckets: BucketWatchfolder {
  /// What stands for the provider's name in the bucket's.
  package static let mark = "{provider}"

  private let url: String
  private let environment: [String: String]
  private let pollInterval: Duration
  private let logger: Logger
  private let opened = Mutex<[ProviderID: S3Watchfolder]>([:])

  /// Throws if `url` would be none with a provider's name in it. Nothing is asked of the server yet.
  package init(
    _ url: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    pollInterval: Duration = .seconds(10), logger: Logger = Logger(label: "boxoffice.watchfolder")
  ) throws {
    self.url = url
    self.environment = environment
    self.pollInterval = pollInterval
    self.logger = logger
    _ = try watchfolder(of: .default)
  }

  /// The provider's own.
  private func watchfolder(of provider: ProviderID) throws -> S3Watchfolder {
    try opened.withLock { opened in
      if let known = opened[provider] { return known }
      let watchfolder = try S3Watchfolder(
        url.replacingOccurrences(of: Self.mark, with: provider.name), environment: environment,
        pollInterval: pollInterval, logger: logger)
      opened[provider] = watchfolder
      return watchfolder
    }
  }

  /// What `boxoffice doctor` wants to know of the provider's bucket.
  package func checks(of provider: ProviderID) async -> [EngineCheck] {
    do {
      return try await watchfolder(of: provider).checks()
    } catch {
      return [EngineCheck(name: "bucket", isWell: false, detail: "\(error)")]
    }
  }

  package func addProvider(_ provider: ProviderID) async throws {
    try await watchfolder(of: provider).addProvider(provider)
  }

  package func removeProvider(_ provider: ProviderID) async throws {
    try await watchfolder(of: provider).removeProvider(provider)
  }

  package func place(of provider: ProviderID) -> String {
    "\(url.replacingOccurrences(of: Self.mark, with: provider.name))/\(provider)/"
  }

  package func upload(of provider: ProviderID) async throws -> Upload? {
    try await watchfolder(of: provider).upload(of: provider)
  }

  package func claim(_ upload: Upload) async throws -> ClaimedUpload? {
    try await watchfolder(of: upload.provider).claim(upload)
  }

  package func claims(of provider: ProviderID) async throws -> [ClaimedUpload] {
    try await watchfolder(of: provider).claims(of: provider)
  }

  package func localFile(of claim: ClaimedUpload, scratch: String) async throws -> String {
    try await watchfolder(of: claim.provider).localFile(of: claim, scratch: scratch)
  }

  package func release(_ claim: ClaimedUpload) async throws {
    try await watchfolder(of: claim.provider).release(claim)
  }

  package func leave(
    _ path: String, as name: String, about delivery: DeliveryID, for provider: ProviderID
  ) async throws -> String {
    try await watchfolder(of: provider).leave(path, as: name, about: delivery, for: provider)
  }

  /// No hints: which buckets there are is not known here, and each provider is looked at from time to time anyway.
  package func changes() -> AsyncStream<ProviderID> { AsyncStream { $0.finish() } }

  /// The object's key says which provider it would be, and the bucket must be that one's.
  package func provider(ofUpload key: String, in bucket: String) -> ProviderID? {
    let folder = key.split(separator: "/").dropLast().last.map(String.init)
    guard let provider = folder.flatMap({ ProviderID($0) }), let own = try? watchfolder(of: provider) else {
      return nil
    }
    return own.provider(ofUpload: key, in: bucket)
  }

  package func isCurrent(_ version: String, of provider: ProviderID, since time: Timestamp) async throws -> Bool {
    try await watchfolder(of: provider).isCurrent(version, of: provider, since: time)
  }
}

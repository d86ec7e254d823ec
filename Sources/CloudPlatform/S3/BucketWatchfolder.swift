import Domain
import Watchfolders

/// A watchfolder in buckets, whose server tells functions of uploads.
package protocol BucketWatchfolder: DataProviderWatchfolder {
  /// Whose upload an object is; `nil` if it is none.
  func provider(ofUpload key: String, in bucket: String) -> ProviderID?

  /// Says whether `version` is what a provider's upload is now. If it is, its settle time counts from `time`, at which the
  /// server had all of it: the time that the server shows is that of the beginning.
  func isCurrent(_ version: String, of provider: ProviderID, since time: Timestamp) async throws -> Bool
}

extension S3Watchfolder: BucketWatchfolder {
  package func provider(ofUpload key: String, in bucket: String) -> ProviderID? {
    guard bucket == client.location.bucket, key.hasPrefix(client.location.prefix) else { return nil }
    let parts = key.dropFirst(client.location.prefix.count).split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1] == Self.uploadName else { return nil }
    return ProviderID(String(parts[0]))
  }

  package func isCurrent(_ version: String, of provider: ProviderID, since time: Timestamp) async throws -> Bool {
    try await explained("look at the uploads of \(provider)") {
      guard try await client.head(uploadKey(of: provider))?.version == version else { return false }
      sightings.note(version, of: provider, at: time)
      return true
    }
  }
}

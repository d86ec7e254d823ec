import Domain
import Watchfolders

extension S3ObjectStore {
  /// Puts a delete marker in front of the versions of a key, which hides them.
  func hide(_ key: String) async throws {
    // Only where there is something: a marker in front of nothing would be litter.
    guard try await client.head(key) != nil else { return }
    try await client.delete(key)
  }

  /// Removes one version for ever. Where S3 would make the version before it current again, the key is hidden first.
  func remove(_ version: ObjectVersion, of key: String) async throws {
    let entries = try await client.entries(of: key)
    let index = entries.firstIndex { !$0.isDeleteMarker && $0.version == version.id }
    if let index {
      if index == 0, entries.contains(where: { !$0.isDeleteMarker && $0.version != version.id }) {
        try await client.hide(entries[0])
      }
      try await client.delete(key, version: version.id)
    }
    let others = entries.contains { !$0.isDeleteMarker && $0.version != version.id }
    if !others { try await client.removeMarkers(of: key) }
  }
}

extension S3Client {
  /// Puts a delete marker in front of a version if it still is the current one; returns whether it did.
  ///
  /// `If-Match` makes one step of it. Where a server does not heed it, or bytes were put that are the same, the marker
  /// may have come in front of a newer version, or of another's marker: then it is taken away again.
  @discardableResult
  func hide(_ current: S3Entry) async throws -> Bool {
    var marker: String?
    do {
      marker = try await delete(current.key, headers: [(name: "if-match", value: current.etag)]).headers.versionID
    } catch let failure as S3Failure where failure.isFailedCondition {
      // Newer bytes are current now; or our own first request put the marker, and its answer was lost.
      guard failure.leavesDoubt else { return false }
    }
    let entries = try await entries(of: current.key)
    guard let index = entries.firstIndex(where: { $0.version == current.version }), index > 0 else { return false }
    let first = entries[index - 1]
    // Without an answer it cannot be told from another's.
    guard let marker, first.version != marker else { return first.isDeleteMarker }
    try await delete(current.key, version: marker)
    return false
  }

  /// Removes the delete markers of a key that has no versions any more. Whatever is put meanwhile lies in front of them
  /// and is not touched.
  func removeMarkers(of key: String) async throws {
    let entries = try await entries(of: key)
    // The oldest first: a crash half way never uncovers anything.
    guard entries.allSatisfy(\.isDeleteMarker) else { return }
    for marker in entries.reversed() { try await delete(key, version: marker.version) }
  }
}

import Domain
import Synchronization

/// When uploads of S3 came, as far as this process has seen it.
///
/// S3 dates an object that was uploaded in parts by the beginning of its upload: one that took an hour would look
/// settled as soon as it is there. So a version that was not there at the last look counts from this one.
final class UploadSightings: Sendable {
  private struct Sighting {
    let version: String?
    let seenAt: Timestamp
    /// Whether an earlier look saw something else there.
    let isNew: Bool
  }

  private let sightings = Mutex<[ProviderID: Sighting]>([:])

  /// Somebody who knows has told when a version came.
  func note(_ version: String, of provider: ProviderID, at time: Timestamp) {
    sightings.withLock { $0[provider] = Sighting(version: version, seenAt: time, isNew: true) }
  }

  /// The last change of what lies there now; `nil` if nothing does.
  func lastChange(of provider: ProviderID, head: S3Head?, now: Timestamp) -> Timestamp? {
    let sighting = sightings.withLock { sightings in
      let before = sightings[provider]
      if let before, before.version == head?.version { return before }
      let new = Sighting(version: head?.version, seenAt: now, isNew: before != nil)
      sightings[provider] = new
      return new
    }
    guard let head else { return nil }
    if sighting.isNew { return sighting.seenAt }
    // It is told in whole seconds, cut off: so that no wait is cut short, the second is taken as over. A clock of the
    // server that is ahead of ours is not waited for.
    return min(head.lastModified.adding(.seconds(1)), sighting.seenAt)
  }
}

import Domain

/// A `links.csv.gz` in the Seeder Watchfolder that can join the votes of a delivery without one.
package struct KeptLinksObject: Sendable, Equatable {
  package let key: ObjectKey
  /// The delivery it came with, and the digest of the kept file.
  package let links: DeliveryManifest.LinksUsed
}

extension SeederWatchfolder {
  /// The newest links of a provider: those of the newest delivery that passed validation, by its manifest, and came with
  /// some. Only deliveries taken before `moment` are looked at, so that doing a delivery again uses what it used before.
  package func newestLinks(of provider: ProviderID, before moment: Timestamp? = nil) async throws -> KeptLinksObject? {
    for record in try await records(of: provider).reversed() {
      if let moment, record.takenAt >= moment { continue }
      switch record.state {
      case .accepted, .published, .superseded: break
      case .taken, .rejected, .failed: continue
      }
      guard let part = try await manifest(of: record.delivery, provider)?.part(named: Name.links) else { continue }
      return KeptLinksObject(
        key: key(provider, record.delivery, part.name),
        links: DeliveryManifest.LinksUsed(delivery: record.delivery, sha256: part.sha256))
    }
    return nil
  }
}

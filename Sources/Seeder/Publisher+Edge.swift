import Database
import Domain

/// The waits of a publication, and what the edge is told in it.
extension Publisher {
  /// Makes the edge drop the answers that name an edition which was pruned: the API says 410 from here on.
  ///
  /// Error: `edge-purge-failed`; what was kept of the edition may be served on then, and is right.
  package func purge(pruned edition: EditionNumber, of provider: ProviderID) async throws {
    try await edge?.purge(EdgePurge(.edition(edition), of: provider, floor: 0))
  }

  /// Throws if an edge keeps answers of the provider and this process does not know of it: what it published would not be
  /// seen.
  func requireEdge(of record: PublicationRecord?, _ provider: ProviderID) throws {
    guard record?.hasEdge == true, edge == nil, !forgetsEdge else { return }
    throw BoxOfficeError(
      code: "edge-not-configured",
      message: "\(provider) is published behind an edge that must be purged, but this process knows of none; configure"
        + " 'edge' and 'edgeUrl' here as everywhere else. If there is no edge any more, set edge to 'removed'")
  }

  /// Waits, unless nobody reads, until no process uses a reading from before this call.
  func waitForReaders() async throws {
    if await database.mayBeRead() { try await sleep(lease) }
  }

  /// Makes the edge drop every unpinned answer, while the record says `publishing`.
  func purgeCurrent(of provider: ProviderID, under record: PublicationRecord) async throws {
    guard let edge else { return }
    try await waitForFetches(edge)
    try await edge.purge(EdgePurge(.current, of: provider, floor: record.sequence))
  }

  /// Makes the edge drop every answer of a provider of which it may keep none under `record`; that is `nil` if the provider
  /// has never published in this database.
  func purgeAll(of provider: ProviderID, under record: PublicationRecord?) async throws {
    guard let edge else { return }
    if record != nil { try await waitForFetches(edge) }
    try await edge.purge(EdgePurge(.all, of: provider, floor: record?.sequence ?? 0))
  }

  /// Waits until the edge can be fetching nothing any more that was written as cacheable before this call: a process decides
  /// so within a lease, and the edge gives up on what it has been fetching for too long.
  private func waitForFetches(_ edge: any EdgeCache) async throws {
    // A process that has died may have left an answer on the way: the fetches are waited for whoever reads.
    try await sleep((await database.mayBeRead() ? lease : .zero) + edge.fetchDeadline)
  }
}

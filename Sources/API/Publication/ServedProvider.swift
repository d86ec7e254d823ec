import Database
import Domain

/// One provider as this process serves it: what is current, and which editions there are.
final class ServedProvider: Sendable {
  let id: ProviderID
  /// What the unpinned URLs serve.
  let publication: Leased<PublicationRecord?>
  /// All editions by number: a pruned one must answer 410, although its answers may still be kept here.
  let editions: Leased<EditionList>
  /// Who may read any of it.
  let access: Leased<ProviderAccess>

  init(
    id: ProviderID, database: any EditionDatabase, shelf: EditionShelf, access: Leased<ProviderAccess>,
    metrics: PublicationMetrics, lease: Duration, clock: MonotonicClock
  ) {
    self.id = id
    self.access = access
    self.publication = Leased(lease: lease, clock: clock) {
      do {
        guard let record = try await database.publication(of: id), record.state != .withdrawn else { return nil }
        metrics.read(record)
        // Opened before the first request needs it. If that fails the request that needs it says why.
        shelf.openAhead([record.edition, record.target].compactMap { $0 }, of: id)
        return record
      } catch {
        metrics.failed()
        throw error
      }
    }
    self.editions = Leased(lease: lease, clock: clock) { EditionList(try await database.editions(of: id)) }
  }

  /// Whether all requests come through an edge that we purge and that asks us who may read. If that cannot be known now,
  /// they do not: then nothing is kept that need not be.
  var hasEdge: Bool {
    get async {
      if let latest = publication.latest { return latest.value?.hasEdge == true }
      do {
        return try await publication.reading().value?.hasEdge == true
      } catch {
        return false
      }
    }
  }
}

/// The editions of a provider, by number.
struct EditionList: Sendable {
  let records: [EditionRecord]

  init(_ records: [EditionRecord]) { self.records = records.sorted { $0.number < $1.number } }

  subscript(_ number: EditionNumber) -> EditionRecord? {
    // Numbers are counted from 1 and never skipped for long: the record is nearly always at its place.
    if records.indices.contains(number - 1), records[number - 1].number == number { return records[number - 1] }
    return records.first { $0.number == number }
  }

  /// Those that were ever current; others were built and never switched in, and are nobody's business.
  func published(current: EditionNumber?) -> [EditionRecord] {
    records.filter { $0.publishedAt != nil || $0.number == current }
  }
}

import Database
import Domain
import Notifications
import Watchfolders

extension Pipeline {
  /// Writes the message `published`, with what changed since the edition that was current before.
  func postPublished(
    _ edition: EditionRecord, record: DeliveryRecord, before: EditionNumber?, publication: PublicationRecord
  ) async throws {
    let provider = edition.provider
    // After a crash the edition may be current already: then it is compared with the one before it.
    let previous = before == edition.number ? try await predecessor(of: edition) : before
    let changes = try await changes(to: edition, since: previous)
    let report = try await seederWatchfolder.report(of: record.delivery, provider)
    // That is a whole second, in which it may have been received, too: messages are delivered in the order of their times.
    let time = max(publication.switchedAt, record.takenAt.adding(.milliseconds(1)))
    try await outbox.post(
      Messages.published(
        record, edition: edition.number, changes: changes, report: report, files: [], of: provider, at: time))
  }

  /// The newest edition before this one that was ever published and is still readable.
  private func predecessor(of edition: EditionRecord) async throws -> EditionNumber? {
    try await database.editions(of: edition.provider)
      .last { $0.number < edition.number && $0.publishedAt != nil && $0.state == .ready }?.number
  }

  private func changes(to edition: EditionRecord, since previous: EditionNumber?) async throws -> EditionChanges {
    typealias Count = EditionChanges.Count
    let counts = edition.counts
    guard let previous else {
      return EditionChanges(
        previous: nil, films: Count(now: Int64(counts.movies)), companies: Count(now: Int64(counts.companies)),
        votes: Count(now: counts.votes))
    }
    let old = try await database.open(previous, of: edition.provider)
    let new = try await database.open(edition.number, of: edition.provider)
    let diff = try await EditionDiff.between(old, new)
    func count(_ now: Int, _ counts: EditionDiff.Counts) -> Count {
      Count(now: Int64(now), added: Int64(counts.added), gone: Int64(counts.removed), changed: Int64(counts.changed))
    }
    let votes = counts.votes - old.edition.counts.votes
    return EditionChanges(
      previous: previous, films: count(counts.movies, diff.films), companies: count(counts.companies, diff.companies),
      votes: Count(now: counts.votes, added: max(0, votes), gone: max(0, -votes)),
      money: try await Self.money(diff, old, new))
  }

  /// The largest changes of a film's budget or revenue, each by itself.
  ///
  /// Films come by both together, which is at least as much as either: once they are below the last one that is shown, no
  /// later one can be above it.
  private static func money(
    _ diff: EditionDiff, _ old: any EditionReader, _ new: any EditionReader
  ) async throws -> [EditionChanges.Money] {
    let rows = 100
    var largest: [EditionChanges.Money] = []
    var key: EditionDiff.Key?
    while true {
      let page = try await diff.changes(DiffFilter(kind: .film), after: key, limit: rows, old: old, new: new)
      largest = EditionChanges.largest(largest + page.flatMap(money(of:)))
      guard page.count == rows, let last = page.last else { return largest }
      key = diff.key(of: last)
      let isFull = largest.count == EditionChanges.moneyShown
      if last.moneyUSD == 0 || (isFull && last.moneyUSD < largest.last?.difference.magnitude ?? 0) { return largest }
    }
  }

  private static func money(of film: EditionChange) -> [EditionChanges.Money] {
    func money(_ figure: EditionChanges.Money.Figure, _ value: (Figures) -> Int64?) -> EditionChanges.Money {
      EditionChanges.Money(
        movieID: film.id, title: film.name, figure: figure, before: film.before.flatMap { value($0.figures) },
        after: film.after.flatMap { value($0.figures) })
    }
    return [money(.budget, \.budgetUSD), money(.revenue, \.revenueUSD)]
  }
}

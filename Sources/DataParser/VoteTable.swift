import DataArchive
import DeliveryRecords
import Domain

/// The votes of a delivery, as a histogram of the films of links.csv.
final class VoteTable: VoteConsumer {
  /// Some 250 kB of the histogram, a quarter of a second-level cache.
  private static let fetchedSlots = 128

  private var links: LinkTable?
  private var histogram = VoteHistogram(slots: 0)

  func links(_ table: LinkTable) throws {
    links = table
    histogram = VoteHistogram(slots: table.count)
  }

  func votes(_ block: borrowing VoteBlock) throws {
    histogram.add(block)
  }

  /// The rows of the films given, whose ids are sorted; each half of the films is looked up on a thread of its own. Several
  /// MovieLens films may be one TMDB film, and some are none that is kept. Without links there are no rows.
  func rows(of movieIDs: [Int64]) throws -> VoteRows {
    guard let links else { return VoteRows() }
    let slots = zip(links.tmdbIDs, 0...).filter { $0.0 != 0 }.sorted { $0 < $1 }.map(\.1)
    let half = movieIDs.count / 2
    let results = try SideBySide.run {
      rows(of: movieIDs[..<half], slots, links)
    } _: {
      rows(of: movieIDs[half...], slots, links)
    }
    let (first, second) = try SideBySide.values(results)
    return first + second
  }

  /// `slots` has those of all films, sorted by TMDB film.
  private func rows(of movieIDs: ArraySlice<Int64>, _ slots: [Int], _ links: LinkTable) -> VoteRows {
    var rows = VoteRows()
    var next = 0
    var fetched = 0
    for (film, movieID) in zip(movieIDs.indices, movieIDs) {
      while next < slots.count, links.tmdbIDs[slots[next]] < movieID { next += 1 }
      let first = next
      while next < slots.count, links.tmdbIDs[slots[next]] == movieID { next += 1 }
      guard first < next else { continue }
      if next > fetched {
        fetched = min(slots.count, next + Self.fetchedSlots)
        rows.note(fetched: histogram.fetch(slots[first..<fetched]))
      }
      histogram.forEachYear(of: slots[first..<next]) { year, votes in rows.add(film: film, year: year, votes: votes) }
    }
    return rows
  }
}

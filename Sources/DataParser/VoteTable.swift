import DeliveryRecords
import Domain

/// The votes of a delivery, as a histogram of the films of links.csv, and the model CSV of them.
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

  /// Writes the votes of the films given, which are sorted. Several MovieLens films may be one TMDB film, and some are none
  /// that is kept. Without links there are no rows.
  func write(of movieIDs: [Int64], _ file: inout ModelFile) throws {
    guard let links else { return }
    let slots = (0..<links.count).filter { links.tmdbIDs[$0] != 0 }.sorted {
      (links.tmdbIDs[$0], $0) < (links.tmdbIDs[$1], $1)
    }
    var next = 0
    var fetched = 0
    for movieID in movieIDs {
      while next < slots.count, links.tmdbIDs[slots[next]] < movieID { next += 1 }
      let first = next
      while next < slots.count, links.tmdbIDs[slots[next]] == movieID { next += 1 }
      guard first < next else { continue }
      if next > fetched {
        fetched = min(slots.count, next + Self.fetchedSlots)
        histogram.fetch(slots[first..<fetched])
      }
      try histogram.forEachYear(of: slots[first..<next]) { year, votes in
        file.lines.add(movieID)
        file.lines.add(year)
        file.lines.add(votes)
        try file.endRow()
      }
    }
  }
}

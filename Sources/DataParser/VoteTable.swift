import DeliveryRecords
import Domain

/// The votes of a delivery, as a histogram of the films of links.csv, and the model CSV of them.
final class VoteTable: VoteConsumer {
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
    var sums = [UInt64](repeating: 0, count: VoteHistogram.ratings)
    var next = 0
    for movieID in movieIDs {
      while next < slots.count, links.tmdbIDs[slots[next]] < movieID { next += 1 }
      let first = next
      while next < slots.count, links.tmdbIDs[slots[next]] == movieID { next += 1 }
      guard first < next else { continue }
      for year in histogram.years {
        var hasVotes = false
        for slot in slots[first..<next] where histogram.add(slot: slot, year: year, to: &sums) { hasVotes = true }
        guard hasVotes else { continue }
        file.lines.add(movieID)
        file.lines.add(year)
        for rating in sums.indices {
          file.lines.add(sums[rating])
          sums[rating] = 0
        }
        try file.endRow()
      }
    }
  }
}

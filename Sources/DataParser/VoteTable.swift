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
    let years = histogram.years
    // The film, the year, and ten counts.
    var row = [UInt64](repeating: 0, count: 2 + VoteHistogram.ratings)
    var next = 0
    for movieID in movieIDs {
      while next < slots.count, links.tmdbIDs[slots[next]] < movieID { next += 1 }
      let first = next
      while next < slots.count, links.tmdbIDs[slots[next]] == movieID { next += 1 }
      guard first < next else { continue }
      row[0] = UInt64(movieID)
      for year in years {
        var hasVotes = false
        for slot in slots[first..<next] where histogram.add(slot: slot, year: year, to: &row, from: 2) {
          hasVotes = true
        }
        guard hasVotes else { continue }
        row[1] = UInt64(year)
        file.lines.add(row: row)
        try file.flushIfFull()
        for rating in 2..<row.count { row[rating] = 0 }
      }
    }
  }
}

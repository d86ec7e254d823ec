/// The rows of `movie_votes` in memory: twelve numbers of four bytes each.
///
/// A file has fewer than 2^32 votes, so that no count needs more. Some 20 MB for the 430,000 rows of the full-size sample.
struct VoteRows: Sendable {
  static let rowNumbers = 2 + VoteHistogram.ratings

  /// In pages, so that a larger delivery moves no memory. Of each row the film's place among the films, the year, and the
  /// ten counts.
  private(set) var pages: [[UInt32]] = []
  private static let pageNumbers = 512 * rowNumbers
  private var fetched: UInt8 = 0

  static func + (first: VoteRows, second: VoteRows) -> VoteRows {
    var rows = first
    rows.pages += second.pages
    return rows
  }

  /// Keeps what `VoteHistogram.fetch` returns.
  mutating func note(fetched: UInt8) { self.fetched |= fetched }

  mutating func add(film: Int, year: Int, votes: UnsafeBufferPointer<UInt64>) {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Self.rowNumbers) { row in
      row[0] = UInt32(film)
      row[1] = UInt32(year)
      for rating in 0..<VoteHistogram.ratings { row[2 + rating] = UInt32(votes[rating]) }
      if pages.last.map({ $0.count == Self.pageNumbers }) ?? true {
        pages.append([])
        pages[pages.count - 1].reserveCapacity(Self.pageNumbers)
      }
      pages[pages.count - 1].append(contentsOf: row)
    }
  }
}

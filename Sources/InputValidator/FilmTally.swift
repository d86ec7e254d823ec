import DeliveryRecords
import Domain

/// Sees every kept film pass on its way to the next consumer: remembers which there are, and adds up their amounts.
final class FilmTally: FilmConsumer {
  /// The exact total of one column, and the film that adds most to it.
  struct Total {
    /// 128 bits: four billion films of 2^63 stay below 2^95.
    var sum: Int128 = 0
    var largest: Int64 = 0
    var largestFilm: Int64 = 0
    var largestLine = 0
    var largestTitle = ""

    mutating func add(_ amount: Int64?, of film: MovieRow) {
      guard let amount else { return }
      sum += Int128(amount)
      if amount > largest {
        (largest, largestFilm, largestLine, largestTitle) = (amount, film.movieID, film.sourceLine, film.title)
      }
    }
  }

  private let next: (any FilmConsumer)?
  /// Whether the film counts in figures, by its id.
  private var counts: [Int64: Bool] = [:]
  private(set) var budget = Total()
  private(set) var revenue = Total()
  /// In millionths.
  private(set) var popularity = Total()

  init(next: (any FilmConsumer)? = nil) { self.next = next }

  package func movie(_ record: MovieRecord) throws {
    counts[record.row.movieID] = record.row.releaseYear != nil
    budget.add(record.row.budgetUSD, of: record.row)
    revenue.add(record.row.revenueUSD, of: record.row)
    popularity.add(record.row.popularity?.millionths, of: record.row)
    try next?.movie(record)
  }

  /// Distinct films kept.
  var count: Int { counts.count }

  /// `nil` when the delivery does not have the film; otherwise whether it counts in figures.
  func counts(_ movieID: Int64) -> Bool? { counts[movieID] }
}

import DeliveryRecords
import Domain

/// `totals-overflow`: the amounts of a column fit 64 bits one by one, but not added up. No sum of a company, genre or year
/// can exceed the sum of all films, so this one check keeps every figure exact.
enum TotalsOverflow {
  static func check(_ facts: DeliveryFacts, _ log: FindingLog) {
    check("budget", facts.films.budget, unitsPerOne: 1, log)
    check("revenue", facts.films.revenue, unitsPerOne: 1, log)
    check("popularity", facts.films.popularity, unitsPerOne: 1_000_000, log)
  }

  private static func check(_ column: String, _ total: FilmTally.Total, unitsPerOne: Int128, _ log: FindingLog) {
    guard total.sum > Int128(Int64.max) else { return }
    let largest = Int128(total.largest) / unitsPerOne
    log.note(
      .totalsOverflow,
      Finding(
        .totalsOverflow, file: DeliveryFile.movies.rawValue, line: total.largestLine, column: column,
        value: String(largest),
        message: """
          All values of \(column) add up to \(total.sum / unitsPerOne), more than the \
          \(Int128(Int64.max) / unitsPerOne) that can be added exactly; the largest is \(largest), of film \
          \(total.largestFilm), '\(FindingValue.shown(total.largestTitle))'.
          """,
        fix: "Correct the largest values of \(column); film \(total.largestFilm) has the largest of all."))
  }
}

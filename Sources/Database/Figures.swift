import Domain

/// The figures of one group of films: those of a company in a year, of a genre in a year, of a year.
///
/// Sums are over the films whose value is known and `nil` if there is none, never zero; `known…` says how many films stand
/// behind each. Everything is a whole number, so that sums are exact and in any order the same.
package struct Figures: Sendable, Equatable {
  package var releases: Int64 = 0
  package var budgetUSD: Int64?
  package var knownBudget: Int64 = 0
  package var revenueUSD: Int64?
  package var knownRevenue: Int64 = 0
  /// Revenue minus budget over the films of which both are known.
  package var profitUSD: Int64?
  package var knownProfit: Int64 = 0
  /// The sum of TMDB's `popularity`, in millionths.
  package var popularityMillionths: Int64 = 0
  package var knownPopularity: Int64 = 0
  /// Votes of ratings.csv, all voting years.
  package var votes: Int64 = 0
  /// The sum of those votes in half stars: 0.5 is 1, 5.0 is 10.
  package var ratingHalfSteps: Int64 = 0

  package init() {}

  /// `nil` when no film's popularity is known.
  package var averagePopularity: Mean? {
    Mean(sum: popularityMillionths, count: knownPopularity, unitsPerOne: 1_000_000)
  }

  /// `nil` when nobody voted.
  package var averageRating: Mean? { Mean(sum: ratingHalfSteps, count: votes, unitsPerOne: 2) }
}

extension Figures {
  /// The columns that hold figures, in the order of the properties; the same in every table that has them.
  package static let columns: [ColumnDefinition] = [
    .integer("releases"),
    .integer("budget_usd").orNull, .integer("known_budget"),
    .integer("revenue_usd").orNull, .integer("known_revenue"),
    .integer("profit_usd").orNull, .integer("known_profit"),
    .integer("popularity_millionths"), .integer("known_popularity"),
    .integer("votes"), .integer("rating_half_steps"),
  ]

  /// The money columns with `Allocation.split`.
  package static let splitColumns: [ColumnDefinition] = [
    .integer("budget_split_usd").orNull, .integer("revenue_split_usd").orNull, .integer("profit_split_usd").orNull,
  ]

  /// The columns of `table` in the order in which `init(_:)` takes them. With `split` the money comes from the split
  /// columns under the names of the others, so that a row is read alike.
  static func selection(from table: String, _ allocation: Allocation = .full) -> String {
    columns.map { column in
      let isMoney = ["budget_usd", "revenue_usd", "profit_usd"].contains(column.name)
      guard isMoney, allocation == .split else { return "\(table).\(column.name)" }
      return "\(table).\(Allocation.splitName(of: column.name)) AS \(column.name)"
    }.joined(separator: ", ")
  }

  init(_ cursor: inout RowCursor) throws {
    releases = try cursor.integer()
    budgetUSD = try cursor.integerOrNull()
    knownBudget = try cursor.integer()
    revenueUSD = try cursor.integerOrNull()
    knownRevenue = try cursor.integer()
    profitUSD = try cursor.integerOrNull()
    knownProfit = try cursor.integer()
    popularityMillionths = try cursor.integer()
    knownPopularity = try cursor.integer()
    votes = try cursor.integer()
    ratingHalfSteps = try cursor.integer()
  }

  /// Hands the values to a sink in the order of `columns`.
  package func write(to sink: any RowSink) {
    sink.integer(releases)
    sink.integer(budgetUSD)
    sink.integer(knownBudget)
    sink.integer(revenueUSD)
    sink.integer(knownRevenue)
    sink.integer(profitUSD)
    sink.integer(knownProfit)
    sink.integer(popularityMillionths)
    sink.integer(knownPopularity)
    sink.integer(votes)
    sink.integer(ratingHalfSteps)
  }
}

/// How a film's money is given to its companies, or to its genres.
package enum Allocation: String, CaseIterable, Sendable {
  /// In full to each: right for each company, but companies must not be added up.
  case full
  /// Divided equally, remainder dollars to the first by position: adding up is right to the dollar.
  case split

  static func splitName(of column: String) -> String { column.replacing("_usd", with: "_split_usd") }
}

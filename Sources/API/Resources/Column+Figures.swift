import Database
import Domain

extension Column where Row == Figures {
  /// The figures of DESIGN's section 5, in the order in which every answer has them.
  static let figures: [Column<Figures>] = [
    .integer("releases", "Films released.") { $0.releases },
    .integerOrNull("budget", "Sum of the known budgets in US dollars; null if none is known.") { $0.budgetUSD },
    .integerOrNull("revenue", "Sum of the known revenues in US dollars; null if none is known.") { $0.revenueUSD },
    .integerOrNull(
      "profit", "Sum of revenue minus budget over the films with both known, in US dollars; null if there is none."
    ) { $0.profitUSD },
    .decimalOrNull("averagePopularity", "Mean of the films' TMDB popularity, with six decimals; null if none is known.")
    {
      Cell($0.averagePopularity)
    },
    .integer("votes", "Votes in ratings.csv for these films, all voting years.") { $0.votes },
    .decimalOrNull("averageRating", "Mean of these votes, 0.5 to 5, with six decimals; null without votes.") {
      Cell($0.averageRating)
    },
    .group(
      "known", "How many films stand behind each sum.",
      [
        .integer("budget", "Films with a known budget.") { $0.knownBudget },
        .integer("revenue", "Films with a known revenue.") { $0.knownRevenue },
        .integer("profit", "Films with both known.") { $0.knownProfit },
      ]),
  ]
}

extension Column {
  /// The figures of a row.
  static func figures(_ figures: @escaping @Sendable (Row) -> Figures) -> [Column<Row>] {
    Column<Figures>.figures.map { $0.on(figures) }
  }

  static func year(_ year: @escaping @Sendable (Row) -> Int) -> Column<Row> {
    .integer("year", "Year of release.") { Int64(year($0)) }
  }

  /// The first and the last year of what a row is about, over all films that count.
  static func span(
    first: @escaping @Sendable (Row) -> Int?, last: @escaping @Sendable (Row) -> Int?
  ) -> [Column<Row>] {
    [
      .integerOrNull("firstYear", "The first year with a film that counts; null if there is none.") {
        first($0).map(Int64.init)
      },
      .integerOrNull("lastYear", "The last year with a film that counts; null if there is none.") {
        last($0).map(Int64.init)
      },
    ]
  }

  /// A company as `{"id": …, "name": …}`.
  static func company(
    id: @escaping @Sendable (Row) -> Int64, name: @escaping @Sendable (Row) -> String
  ) -> Column<Row> {
    .group(
      "company", "The company.",
      [.integer("id", "TMDB's id of the company.", id), .text("name", "The company's name.", name)])
  }

  /// A genre as `{"id": …, "name": …}`.
  static func genre(
    id: @escaping @Sendable (Row) -> Int64, name: @escaping @Sendable (Row) -> String
  ) -> Column<Row> {
    .group(
      "genre", "The genre.", [.integer("id", "TMDB's id of the genre.", id), .text("name", "The genre's name.", name)])
  }
}

/// What `meta` says of figures.
enum FigureNotes {
  static let currency: [(String, JSONValue)] = [("currency", "USD")]

  static func money(_ allocation: Allocation) -> [(String, JSONValue)] {
    currency + [("allocation", .string(allocation.rawValue))]
  }
}

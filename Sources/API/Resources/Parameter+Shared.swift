import Database

/// Parameters that several resources have.
extension Parameter {
  static let from = Parameter("from", .integer(1...9999), "The first year of release, itself included.")
  static let to = Parameter("to", .integer(1...9999), "The last year of release, itself included.")

  static let allocation = Parameter(
    "allocation", .choice(Allocation.allCases.map(\.rawValue)),
    "How a film's money is given to its companies or genres: `full` to each, or `split` equally among them, so that"
      + " adding up is right to the dollar.", default: .text(Allocation.full.rawValue))

  /// Of a list, which is paged.
  static let limit = Parameter(
    "limit", .integer(1...Int64(ResourceRequest.maxLimit)), "Rows of a page.",
    default: .integer(Int64(ResourceRequest.defaultLimit)))

  /// Of a series by year, which comes whole.
  static let seriesLimit = Parameter(
    "limit", .integer(1...Int64(ResourceRequest.maxLimit)), "Rows of a page; without it the series comes whole.")

  static let cursor = Parameter(
    "cursor", .cursor, "Where the page starts: taken from `links.next`, which is the address of the next page.")

  static let years: [Parameter] = [from, to]
  static let paging: [Parameter] = [limit, cursor]
  static let seriesPaging: [Parameter] = [seriesLimit, cursor]

  /// Each name alone, and with `-` in front for falling order.
  static func sort(_ names: [String], default defaultName: String) -> Parameter {
    Parameter(
      "sort", .choice(names.flatMap { [$0, "-\($0)"] }),
      "The order; with `-` in front the largest first. Unknown values are last either way.",
      default: .text(defaultName))
  }
}

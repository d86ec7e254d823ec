import Database
import Domain

extension Resource {
  /// `editions/{a}/diff/{b}`: what changed from one edition to another.
  static let editionDiff = Resource(
    name: "editionDiff",
    path: [.literal("editions"), .number("from"), .literal("diff"), .number("to")], scope: .history,
    summary: "What changed from one edition to another",
    details: "Films, companies and genres that came, went or changed, the largest change in money first. `meta` has the"
      + " counts and totals. Popularity and votes change every month and make no film changed.",
    parameters: Parameter.paging, columns: columns.map(\.description), example: "editions/1/diff/1"
  ) { request in
    let old = try await request.openEdition(request.numbers[0])
    let new = try await request.openEdition(request.numbers[1])
    let diff = try await request.provider.diffs.diff(old, new)
    let limit = request.listLimit
    // The list of two editions never changes, so that a place in it is a key.
    let start = Int(try request.afterNumber() ?? 0)
    guard (0...diff.changes.count).contains(start) else { throw ResourceRequest.foreignCursor }
    let rows = Array(diff.changes[start...].prefix(limit + 1))
    return Content.page(columns, rows, limit: limit) { _ in [.integer(Int64(start + limit))] }
      .with(meta: FigureNotes.currency + meta(diff))
  }

  private static let columns: [Column<EditionChange>] = [
    .choice("kind", EditionChange.Kind.allCases.map(\.rawValue), "What happened to what.") { $0.kind.rawValue },
    .integer("id", "The film's, company's or genre's id.") { $0.id },
    .text("name", "Its title or name; of what went, as it was.") { $0.name },
    .integer("money", "By how many US dollars budget and revenue differ together, whichever way.") {
      Int64(clamping: $0.moneyUSD)
    },
    text(.title, "The title"), text(.releaseDate, "The day of release"), text(.status, "The status"),
    number(.budget, "The budget in US dollars"), number(.revenue, "The revenue in US dollars"),
    text(.name, "The company's or genre's name", as: "named"),
  ]

  private static func text(
    _ field: EditionChange.Field.Name, _ text: String, as name: String? = nil
  ) -> Column<EditionChange> {
    Column<EditionChange.Field>.group(
      name ?? field.rawValue, text + " before and after; null if it is the same.",
      [
        .textOrNull("before", "Before; null is unknown or not there.") { $0.before.text },
        .textOrNull("after", "After; null is unknown or not there.") { $0.after.text },
      ]
    ).orNull { change in change.fields.first { $0.name == field } }
  }

  private static func number(_ field: EditionChange.Field.Name, _ text: String) -> Column<EditionChange> {
    Column<EditionChange.Field>.group(
      field.rawValue, text + " before and after; null if it is the same.",
      [
        .integerOrNull("before", "Before; null is unknown or not there.") { $0.before.integer },
        .integerOrNull("after", "After; null is unknown or not there.") { $0.after.integer },
      ]
    ).orNull { change in change.fields.first { $0.name == field } }
  }

  private static func meta(_ diff: EditionDiff) -> [(String, JSONValue)] {
    func counts(_ counts: EditionDiff.Counts) -> JSONValue {
      [
        "added": .integer(Int64(counts.added)), "removed": .integer(Int64(counts.removed)),
        "changed": .integer(Int64(counts.changed)),
      ]
    }
    func totals(_ totals: EditionDiff.Totals) -> JSONValue {
      [
        "movies": .integer(Int64(totals.films)), "moviesCounted": .integer(totals.figures.releases),
        "companies": .integer(Int64(totals.companies)), "genres": .integer(Int64(totals.genres)),
        "budget": totals.figures.budgetUSD.map(JSONValue.integer) ?? .null,
        "revenue": totals.figures.revenueUSD.map(JSONValue.integer) ?? .null,
        "votes": .integer(totals.figures.votes),
      ]
    }
    return [
      ("from", .integer(Int64(diff.from))), ("to", .integer(Int64(diff.to))),
      ("changes", .integer(Int64(diff.changes.count))),
      ("movies", counts(diff.films)), ("companies", counts(diff.companies)), ("genres", counts(diff.genres)),
      ("before", totals(diff.before)), ("after", totals(diff.after)),
    ]
  }
}

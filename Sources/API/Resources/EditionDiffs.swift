import Database
import Domain

extension Resource {
  /// `editions/{a}/diff/{b}`: what changed from one edition to another.
  static let editionDiff = Resource(
    name: "editionDiff",
    path: [.literal("editions"), .number("from"), .literal("diff"), .number("to")], scope: .comparison,
    summary: "What changed from one edition to another",
    details: "Films, companies and genres that came or went, and figures that changed, with both values and the"
      + " difference, the largest change in money first. Popularity and votes change every month: they are shown, but by"
      + " themselves they make nothing changed, unless `figure` asks for them. In a difference, what is unknown counts as"
      + " nothing. `meta` has the number of changes, the counts by kind before `kind` and `change` choose among them, and"
      + " both editions' totals. An answer never changes.",
    parameters: parameters, columns: columns.map(\.description), example: "editions/1/diff/2"
  ) { request in
    let old = try await request.shelf.reader(EditionNumber(request.numbers[0]), of: request.provider.id)
    let order = request.arguments.text("figure").flatMap(DiffFigure.init(rawValue:)).map(DiffOrder.figure) ?? .money
    let diff = try await request.diffs.diff(old, request.reader, of: request.provider.id, by: order)
    let filter = DiffFilter(
      kind: request.arguments.text("kind").flatMap(EditionChange.Kind.init(rawValue:)),
      change: request.arguments.text("change").flatMap(EditionChange.Change.init(rawValue:)))
    let limit = request.listLimit
    let rows = try await diff.changes(
      filter, after: try request.afterChange(), limit: limit + 1, old: old, new: request.reader)
    return Content.page(columns, rows, limit: limit) { diff.key(of: $0).cursor }
      .with(meta: FigureNotes.currency + meta(diff, filter))
  }

  private static let parameters: [Parameter] =
    [
      Parameter("kind", .choice(EditionChange.Kind.allCases.map(\.rawValue)), "Only films, companies or genres."),
      Parameter(
        "change", .choice(EditionChange.Change.allCases.map(\.rawValue)), "Only what came, what went, or what changed."),
      Parameter(
        "figure", .choice(DiffFigure.allCases.map(\.rawValue)),
        "Only what differs in this figure, the largest difference in it first. Without it: what differs in name, release"
          + " date, status, releases or money, by how much budget and revenue differ together."),
    ] + Parameter.paging

  private static let columns: [Column<EditionChange>] =
    [
      .choice("kind", EditionChange.Kind.allCases.map(\.rawValue), "What it is.") { $0.kind.rawValue },
      .choice("change", EditionChange.Change.allCases.map(\.rawValue), "What happened to it.") { $0.change.rawValue },
      .integer("id", "The film's, company's or genre's id.") { $0.id },
      .text("name", "Its title or name; of what went, as it was.") { $0.name },
      .textOrNull("previousName", "What it was called before; null if it is called the same, came or went.") { change in
        guard let before = change.before, let after = change.after, before.name != after.name else { return nil }
        return before.name
      },
      .integer(
        "money",
        "By how many US dollars budget and revenue differ together, whichever way; what is unknown counts as nothing."
      ) { Int64(clamping: $0.moneyUSD) },
      side("releaseDate", "A film's day of release") {
        .dateOrNull($0, $1, $2)
      } of: {
        $0.releaseDate
      },
      side("status", "A film's status") {
        .textOrNull($0, $1, $2)
      } of: {
        $0.status
      },
    ] + DiffFigure.allCases.map(figure)

  /// Both sides of an attribute.
  private static func side(
    _ name: String, _ text: String,
    _ column: (String, String, @escaping @Sendable (Sides<String>) -> String?) -> Column<Sides<String>>,
    of value: @escaping @Sendable (DiffRow) -> String?
  ) -> Column<EditionChange> {
    Column<Sides<String>>.group(
      name, text + " before and after; null if it is the same.",
      [
        column("before", "Before; null is unknown or not there.") { $0.before },
        column("after", "After; null is unknown or not there.") { $0.after },
      ]
    ).orNull { Sides($0, value) }
  }

  /// Both sides of a figure, and how far they lie apart.
  private static func figure(_ figure: DiffFigure) -> Column<EditionChange> {
    @Sendable func cell(_ value: Int64?) -> Cell {
      figure.isMean ? Cell(value.flatMap { Mean(sum: $0, count: 1, unitsPerOne: 1_000_000) }) : Cell(value)
    }
    func column(
      _ name: String, _ text: String, _ value: @escaping @Sendable (Sides<Int64>) -> Int64?
    ) -> Column<Sides<Int64>> {
      figure.isMean ? .decimalOrNull(name, text) { cell(value($0)) } : .integerOrNull(name, text, value)
    }
    return Column<Sides<Int64>>.group(
      figure.rawValue, meaning(of: figure) + " before and after; null if it is the same.",
      [
        column("before", "Before; null is unknown or not there.") { $0.before },
        column("after", "After; null is unknown or not there.") { $0.after },
        column("difference", "After less before; what is unknown counts as nothing.") {
          DiffFigure.difference($0.before, $0.after)
        },
      ]
    ).orNull { Sides($0) { figure.value(of: $0.figures) } }
  }

  private static func meaning(of figure: DiffFigure) -> String {
    switch figure {
    case .releases: "Films released; of a film 1 if it counts, else 0:"
    case .budget: "Sum of the known budgets in US dollars"
    case .revenue: "Sum of the known revenues in US dollars"
    case .profit: "Sum of revenue minus budget in US dollars"
    case .averagePopularity: "Mean of TMDB's popularity"
    case .votes: "Votes in ratings.csv"
    case .averageRating: "Mean of these votes"
    }
  }

  private static func meta(_ diff: EditionDiff, _ filter: DiffFilter) -> [(String, JSONValue)] {
    func counts(_ counts: EditionDiff.Counts) -> JSONValue {
      .object(EditionChange.Change.allCases.map { ($0.rawValue, .integer(Int64(counts[$0]))) })
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
      ("changes", .integer(Int64(diff.count(filter)))),
      ("movies", counts(diff.films)), ("companies", counts(diff.companies)), ("genres", counts(diff.genres)),
      ("before", totals(diff.before)), ("after", totals(diff.after)),
    ]
  }
}

/// A value before and after. There is none if both are the same.
private struct Sides<Value: Equatable & Sendable>: Sendable {
  let before: Value?
  let after: Value?

  init?(_ change: EditionChange, _ value: (DiffRow) -> Value?) {
    before = change.before.flatMap(value)
    after = change.after.flatMap(value)
    if before == after { return nil }
  }
}

extension EditionDiff.Key {
  /// Size, kind, change and id; a size above 2^63 is the same bits as a negative number.
  fileprivate var cursor: [CursorValue] {
    [
      .integer(Int64(bitPattern: size)), .text(kind.rawValue), .text(change.rawValue), .integer(id),
    ]
  }
}

extension ResourceRequest {
  fileprivate func afterChange() throws -> EditionDiff.Key? {
    guard let after else { return nil }
    guard after.count == 4, case .integer(let size) = after[0], case .text(let kind) = after[1],
      case .text(let change) = after[2], case .integer(let id) = after[3],
      let kind = EditionChange.Kind(rawValue: kind), let change = EditionChange.Change(rawValue: change)
    else { throw Self.foreignCursor }
    return EditionDiff.Key(size: UInt64(bitPattern: size), kind: kind, change: change, id: id)
  }
}

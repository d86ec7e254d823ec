import Domain

/// One thing the API answers: where it is, what it takes, what it gives. `Resource.all` is the whole API below a provider;
/// requests are matched against it, and the OpenAPI document is made from it.
struct Resource: Sendable {
  enum Part: Sendable, Equatable {
    case literal(String)
    /// A positive 64-bit number, by the name it has in the documentation.
    case number(String)
  }

  enum Scope: Sendable {
    /// Part of an edition: of the current one, or pinned to one by `@n`.
    case edition
    /// About the editions; exists unpinned only.
    case history
    /// Of two editions, which are the numbers in the path: exists unpinned only, and never changes.
    case comparison
  }

  /// For logs, metrics and `operationId`: `companyYears`.
  let name: String
  /// Below the provider.
  let path: [Part]
  var scope = Scope.edition
  let summary: String
  var details = ""
  var parameters: [Parameter] = []
  let columns: [ColumnDescription]
  var isObject = false
  /// What `data` holds where it is not the columns.
  var documentSchema: JSONValue?
  /// A path below the provider that shows it, answerable from the small example delivery.
  let example: String
  let answer: @Sendable (ResourceRequest) async throws -> Content

  /// The path with `{name}` for its numbers.
  var template: String {
    path.map { part in
      switch part {
      case .literal(let text): text
      case .number(let name): "{\(name)}"
      }
    }.joined(separator: "/")
  }

  /// The numbers in `parts` if they fit; `nil` otherwise. A number that cannot be an id fits and is 0, which nothing has.
  func numbers(in parts: ArraySlice<String>) -> [Int64]? {
    guard parts.count == path.count else { return nil }
    var numbers: [Int64] = []
    for (part, text) in zip(path, parts) {
      switch part {
      case .literal(let literal): guard literal == text else { return nil }
      case .number:
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        // Only one way to write an id, so that an answer has one URL.
        numbers.append(text.utf8.first == 0x30 ? 0 : Int64(text) ?? 0)
      }
    }
    return numbers
  }
}

extension Resource {
  /// In the order of the documentation. Literal parts stand before numbers, so that the first match is the right one.
  static let all: [Resource] = [
    overview, companies, companyRanking, company, companyYears, companyGenres, genres, genreYearsOfAll,
    mostPopularGenres,
    genre, genreYears, years, movies, movie, editions, edition, editionReport, editionDiff,
  ]
}

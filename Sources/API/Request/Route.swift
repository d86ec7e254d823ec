import Domain

/// A request below `/v1`: which provider, which edition, which resource, in which format, with which arguments.
struct Route: Sendable {
  let provider: ServedProvider
  let pinnedEdition: EditionNumber?
  let resourceIndex: Int
  let numbers: [Int64]
  let arguments: Arguments
  let format: Format
  /// As in the path: `.csv`, or nothing.
  private let suffix: String
  /// The path below the provider, without suffix.
  private let path: String

  var resource: Resource { Resource.all[resourceIndex] }

  /// The editions that the path names as what the answer is made from, the one that it is about last; empty for the
  /// current one. A number that cannot be an edition's is 0, which nothing has.
  var namedEditions: [EditionNumber] {
    if resource.scope == .comparison { return numbers.map { EditionNumber($0) } }
    return pinnedEdition.map { [$0] } ?? []
  }

  /// `permit` throws if the reader may not read the provider.
  init(
    _ target: RequestTarget, in directory: ProviderDirectory, permit: (ServedProvider) async throws -> Void
  ) async throws {
    var parts = target.parts.dropFirst()
    var last = parts.removeLast()
    let format = Format.taken(from: &last)
    parts.append(last)

    provider = try await Self.provider(parts.removeFirst(), in: directory)
    try await permit(provider)
    pinnedEdition = try parts.first.flatMap(Self.edition)
    if pinnedEdition != nil { parts.removeFirst() }

    let suffix = format.map { ".\($0)" } ?? ""
    let base = Self.base(provider.id, pinnedEdition)
    guard
      let found = Resource.all.indices.lazy.compactMap({ index in
        Resource.all[index].numbers(in: parts).map { (index: index, numbers: $0) }
      }).first
    else { throw Self.notFound(parts, base, suffix) }
    (resourceIndex, numbers) = found
    path = parts.joined(separator: "/")
    let resource = Resource.all[resourceIndex]
    if resource.scope != .edition, pinnedEdition != nil {
      throw Problem(
        .notFound, "'\(path)' is about all editions and belongs to none: leave out '@…'",
        suggestion: "\(Self.base(provider.id, nil))/\(path)\(suffix)")
    }
    arguments = try Arguments(target.query, for: resource.parameters)
    self.format = format ?? .json
    self.suffix = suffix
  }

  /// The provider of this name.
  static func provider(_ name: String, in directory: ProviderDirectory) async throws -> ServedProvider {
    guard let id = ProviderID(name), let provider = try await directory.provider(id) else {
      let nearest = NearestName.to(name, among: try await directory.all().map(\.name))
      throw Problem(
        .unknownProvider, "there is no provider '\(FindingValue.shown(name))'", suggestion: nearest.map { "/v1/\($0)" })
    }
    return provider
  }

  /// Where the page starts by the cursor, which must be one of this query and of `edition`.
  func start(in edition: EditionNumber) throws -> [CursorValue]? {
    guard let text = arguments.text("cursor") else { return nil }
    guard let cursor = Cursor(text) else {
      throw Problem(
        .invalidCursor, "this is no cursor of ours, or it is damaged: follow links.next instead of making one")
    }
    guard cursor.query == fingerprint else { throw ResourceRequest.foreignCursor }
    if resource.scope == .edition, cursor.edition != edition {
      throw Problem(
        .cursorOfAnotherEdition,
        "the cursor belongs to edition \(cursor.edition), and this is edition \(edition): follow links.next as it is, which"
          + " stays in one edition, or start again without a cursor",
        suggestion: path(pinnedTo: cursor.edition, query: arguments.canonicalQuery()))
    }
    return cursor.values
  }

  /// Of all that the choice and the order of rows depend on.
  var fingerprint: [UInt8] {
    Cursor.fingerprint(provider.id, path + arguments.canonicalQuery(leavingOut: ["limit", "cursor"]))
  }

  func base(pinnedTo edition: EditionNumber?) -> String { Self.base(provider.id, edition) }

  func path(pinnedTo edition: EditionNumber?, query: String) -> String {
    base(pinnedTo: edition) + (path.isEmpty ? "" : "/\(path)") + suffix + query
  }

  private static func base(_ provider: ProviderID, _ edition: EditionNumber?) -> String {
    "/v1/\(provider)" + (edition.map { "/@\($0)" } ?? "")
  }

  /// The number in `@7`; `nil` if the part has no `@`.
  private static func edition(_ part: String) throws -> EditionNumber? {
    guard part.hasPrefix("@") else { return nil }
    let digits = part.dropFirst()
    guard let number = EditionNumber(digits), number > 0, String(number) == digits else {
      throw Problem(
        .unknownEdition, "'\(FindingValue.shown(part))' names no edition: write @ and its number, as in @1")
    }
    return number
  }

  private static func notFound(_ parts: ArraySlice<String>, _ base: String, _ suffix: String) -> Problem {
    let path = parts.joined(separator: "/")
    return Problem(
      .notFound,
      "there is no '\(FindingValue.shown(path + suffix))' below \(base); /openapi.json describes what there is",
      suggestion: nearest(to: parts).map { $0.isEmpty ? base + suffix : "\(base)/\($0)\(suffix)" })
  }

  /// A path that is there: the same without a slash or unknown suffix at its end, or with a name spelt right.
  private static func nearest(to parts: ArraySlice<String>) -> String? {
    var trimmed = parts
    while trimmed.last == "" { trimmed.removeLast() }
    if let last = trimmed.popLast() { trimmed.append(String(last.prefix { $0 != "." })) }
    if Resource.all.contains(where: { $0.numbers(in: trimmed) != nil }) { return trimmed.joined(separator: "/") }
    let candidates = Resource.all.compactMap { resource -> String? in
      guard resource.path.count == trimmed.count else { return nil }
      let filled = zip(resource.path, trimmed).map { part, asked -> String? in
        switch part {
        // Part by part: a short slip in a long path must not turn one name into another.
        case .literal(let literal): NearestName.to(asked, among: [literal])
        case .number: Int64(asked).flatMap { $0 > 0 ? String($0) : nil }
        }
      }
      return filled.contains(nil) ? nil : filled.compactMap { $0 }.joined(separator: "/")
    }
    return NearestName.to(trimmed.joined(separator: "/"), among: candidates)
  }
}

import Database
import Domain

extension Resource {
  /// `editions`: history, newest first.
  static let editions = Resource(
    name: "editions", path: [.literal("editions")], scope: .history,
    summary: "The editions, newest first",
    details: "Every edition that was ever current, also those that the retention policy has removed since.",
    parameters: Parameter.paging, columns: columns.map(\.description), example: "editions"
  ) { request in
    let limit = request.listLimit
    let before = try request.afterNumber() ?? .max
    let editions = try await request.publishedEditions().reversed().filter { Int64($0.record.number) < before }
    return Content.page(columns, editions, limit: limit) { [.integer(Int64($0.record.number))] }
  }

  /// `editions/{n}`: one, with where it came from.
  static let edition = Resource(
    name: "edition", path: [.literal("editions"), .number("edition")], scope: .history,
    summary: "One edition", details: "Where it came from, and what is in it.",
    columns: columns.map(\.description), isObject: true, example: "editions/1"
  ) { request in
    let edition = try await request.publishedEdition(request.numbers[0])
    var links: [(String, String)] = []
    if edition.record.state == .ready {
      links.append(("pinned", "@\(edition.record.number)"))
      links.append(("report", "editions/\(edition.record.number)/report"))
    }
    let older = try await request.publishedEditions().last {
      $0.record.number < edition.record.number && $0.record.state == .ready
    }
    if let older, edition.record.state == .ready {
      links.append(("changes", "editions/\(older.record.number)/diff/\(edition.record.number)"))
    }
    return Content.object(columns, edition).with(links: links)
  }

  private static let columns: [Column<PublishedEdition>] = [
    .integer("edition", "The edition's number; `@number` in the path pins it.") { Int64($0.record.number) },
    .flag("isCurrent", "Whether the unpinned URLs serve it.") { $0.isCurrent },
    .choice("state", ["ready", "pruned"], "`pruned` once the retention policy has removed its tables.") {
      $0.record.state.rawValue
    },
    .flag("isPinned", "Whether it is kept for ever: the retention policy never removes it.") {
      $0.record.pinnedAt != nil
    },
    .text("delivery", "SHA-256 of the data.zip that it was made from.") { $0.record.delivery.hex },
    .timeOrNull("takenAt", "When the delivery was taken (UTC).") { $0.record.takenAt.description },
    .timeOrNull("publishedAt", "When it was first switched in (UTC).") { $0.record.publishedAt?.description },
    .text("modelDigest", "One SHA-256 over the data model's CSV files.") { $0.record.modelDigest.hex },
    editionCounts.on { $0.record.counts },
  ]
}

/// An edition that was ever current.
struct PublishedEdition: Sendable {
  let record: EditionRecord
  let isCurrent: Bool
}

extension ResourceRequest {
  func publishedEditions() async throws -> [PublishedEdition] {
    var list = try await provider.editions.reading().value
    // The list may be a lease older than the publication that named its newest edition.
    if let currentEdition, list[currentEdition] == nil { list = try await provider.editions.refreshed().value }
    return list.published(current: currentEdition).map {
      PublishedEdition(record: $0, isCurrent: $0.number == currentEdition)
    }
  }

  func publishedEdition(_ number: Int64) async throws -> PublishedEdition {
    guard let edition = try await publishedEditions().first(where: { Int64($0.record.number) == number }) else {
      throw Problem(.unknownEdition, "there is no published edition of this number; 'editions' lists them")
    }
    return edition
  }

  /// A published edition, open for reading.
  func openEdition(_ number: Int64) async throws -> any EditionReader {
    let edition = try await publishedEdition(number).record
    guard edition.state == .ready else { throw Problem.pruned(edition.number) }
    return try await shelf.reader(edition.number, of: provider.id)
  }
}

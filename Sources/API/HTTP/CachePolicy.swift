import Domain

/// What caches may do with an answer (DESIGN.md sections 6 and 7).
enum CachePolicy: Sendable {
  /// The target is spelled as we spell it: an edge that is purged by paths finds it.
  case canonical
  /// It is spelled otherwise, with the provider's name percent-encoded for instance: no edge may keep it, since one that is
  /// purged by paths would not find it.
  case unusual

  init(target: String, of provider: ProviderID) {
    let prefix = "/v1/\(provider)"
    let isCanonical = target.hasPrefix(prefix) && [nil, "/", "?", "."].contains(target.dropFirst(prefix.count).first)
    self = isCanonical ? .canonical : .unusual
  }

  /// An answer of the current edition: clients ask every time; our edge, where there is one that is purged at every
  /// publication, keeps it until then. Caches that nobody purges would obey an `s-maxage`.
  func current(under record: PublicationRecord) -> String {
    record.hasEdge == true && self == .canonical ? "\(Self.asked), s-maxage=31536000" : Self.asked
  }

  /// That something is not there in the current edition: anybody can ask for any number of such things.
  func missing(under record: PublicationRecord) -> String {
    record.hasEdge == true && self == .canonical ? "\(Self.asked), s-maxage=60" : Self.asked
  }

  /// A pinned answer never changes.
  var pinned: String { self == .canonical ? "public, \(Self.forEver)" : "private, \(Self.forEver)" }

  /// Kept, and asked about every time.
  static let asked = "public, max-age=0, must-revalidate"
  /// Errors, answers made while a switch is under way, and those written after their lease.
  static let never = "no-store"
  /// What does not depend on the data: the description of the API changes with the program.
  static let program = "public, max-age=300"
  private static let forEver = "max-age=31536000, immutable"
}

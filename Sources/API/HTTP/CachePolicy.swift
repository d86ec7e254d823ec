/// What caches may do with an answer (DESIGN.md sections 6 and 7).
///
/// No shared cache is told to keep anything: there is no edge here that we could purge, and caches that nobody purges
/// would obey an `s-maxage`.
enum CachePolicy {
  /// A pinned answer never changes.
  static let pinned = "public, max-age=31536000, immutable"
  /// An answer of the current edition: kept, and asked about every time.
  static let current = "public, max-age=0, must-revalidate"
  /// Errors, answers made while a switch is under way, and those written after their lease.
  static let never = "no-store"
  /// What does not depend on the data: the description of the API changes with the program.
  static let program = "public, max-age=300"
}

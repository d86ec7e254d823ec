import Domain

/// One reading of a provider's publication record; without a record nothing was published yet.
typealias PublicationReading = Leased<PublicationRecord?>.Reading

extension PublicationReading {
  /// Whether caches may keep what is written at `now` and was made from this reading: no switch is under way, and none can
  /// have been completed since, because the seeder waits a lease for us.
  func isCacheable(at now: Duration) -> Bool { value?.state == .live && holds(at: now) }
}

extension ProviderSettings {
  /// How much is kept of a provider. What must not go is kept whatever this says: see `Pipeline.prune`.
  package struct Retention: Codable, Sendable, Equatable {
    /// The newest editions, and the newest versions of each kept object; of deliveries too, unless those are kept for a
    /// time.
    package var keep = 24
    /// Days for which deliveries are kept, counted from when they were taken, however many they are. `nil`: the newest
    /// `keep` are.
    package var deliveryDays: Int?
    /// Whether each publication is followed by a prune. Off: nothing is removed unless somebody says so.
    package var isAutomatic = false

    package init() {}
  }
}

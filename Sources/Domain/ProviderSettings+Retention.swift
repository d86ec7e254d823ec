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

    /// What is not in a document that an earlier version wrote is as it is by default.
    package init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      keep = try values.decodeIfPresent(Int.self, forKey: .keep) ?? keep
      deliveryDays = try values.decodeIfPresent(Int.self, forKey: .deliveryDays)
      isAutomatic = try values.decodeIfPresent(Bool.self, forKey: .isAutomatic) ?? isAutomatic
    }
  }
}

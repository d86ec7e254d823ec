/// What was made of an accepted delivery, written last: only a manifest starts the next stage.
package struct DeliveryManifest: Codable, Sendable, Equatable {
  /// One kept object and its digest.
  package struct Part: Codable, Sendable, Equatable {
    package let name: String
    package let bytes: Int64
    package let sha256: ContentDigest

    package init(name: String, bytes: Int64, sha256: ContentDigest) {
      self.name = name
      self.bytes = bytes
      self.sha256 = sha256
    }
  }

  /// Which links.csv joined the votes.
  package struct LinksUsed: Codable, Sendable, Equatable {
    /// The delivery it came with: this one, or an older one.
    package let delivery: DeliveryID
    package let sha256: ContentDigest

    package init(delivery: DeliveryID, sha256: ContentDigest) {
      self.delivery = delivery
      self.sha256 = sha256
    }
  }

  /// How far the delivery has come: the parser starts at `validated`, the seeder at `parsed`.
  package enum Stage: String, Codable, Sendable {
    case validated
    case parsed
  }

  package var format = 1
  package let delivery: DeliveryID
  package let stage: Stage
  /// The parts under the delivery's prefix, sorted by name.
  package let parts: [Part]
  package let links: LinksUsed?
  /// SHA-256 of the provider's settings as they were applied.
  package let settings: ContentDigest

  package init(delivery: DeliveryID, stage: Stage, parts: [Part], links: LinksUsed?, settings: ContentDigest) {
    self.delivery = delivery
    self.stage = stage
    self.parts = parts.sorted { $0.name < $1.name }
    self.links = links
    self.settings = settings
  }

  package func part(named name: String) -> Part? { parts.first { $0.name == name } }
}

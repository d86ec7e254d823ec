import Domain
import Foundation

/// The internal, versioned watchfolder: every delivery taken, with all that was made of it, under
/// `{provider}/deliveries/{digest}/`, the provider's settings under `{provider}/settings.json`, and a replay under way
/// under `{provider}/replay.json`.
package struct SeederWatchfolder: Sendable {
  package let store: any ObjectStore
  let recordCache = RecordCache()

  package init(store: any ObjectStore) { self.store = store }

  /// The names under a delivery's prefix.
  package enum Name {
    package static let zip = "data.zip"
    package static let record = "delivery.json"
    package static let report = "report.json"
    package static let manifest = "manifest.json"
    package static let movies = "movies_metadata.csv.gz"
    package static let ratings = "ratings.csv.gz"
    package static let links = "links.csv.gz"
    package static let rejectedMovies = "rejected-movies.csv"
    package static let rejectedRatings = "rejected-ratings.csv"
    package static let rejectedLinks = "rejected-links.csv"
  }

  /// The key of one object of a delivery. `name` is one of `Name`, or a table of the model: it must be a key part.
  package func key(_ provider: ProviderID, _ delivery: DeliveryID, _ name: String) -> ObjectKey {
    key(prefix(provider, delivery) + name)
  }

  /// What the keys of a delivery start with.
  package func prefix(_ provider: ProviderID, _ delivery: DeliveryID) -> String {
    "\(deliveriesPrefix(provider))\(delivery)/"
  }

  func deliveriesPrefix(_ provider: ProviderID) -> String { "\(provider)/deliveries/" }

  func settingsKey(_ provider: ProviderID) -> ObjectKey { key("\(provider)/settings.json") }

  func replayKey(_ provider: ProviderID) -> ObjectKey { key("\(provider)/replay.json") }

  /// `text` is built from checked parts, so that it cannot fail to be a key.
  private func key(_ text: String) -> ObjectKey { ObjectKey(text)! }
}

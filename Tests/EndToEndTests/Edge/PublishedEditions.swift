import Domain
import Fixtures
import Foundation
import Synchronization

/// What readers of a provider may be answered: every answer is held against it.
final class PublishedEditions: Sendable {
  let provider: ProviderID
  /// The bodies of each edition by the path below it: to the byte, and for ever.
  let bodies: [EditionNumber: [String: Data]]
  /// The sequence with which the edition was switched in of which it was last said that it is published.
  private let confirmed = Atomic<Int>(0)
  /// The edition of each sequence, by the first answer that named both.
  private let editions = Mutex<[Int: String]>([:])

  init(_ provider: ProviderID, bodies: [EditionNumber: [String: Data]]) {
    self.provider = provider
    self.bodies = bodies
  }

  /// To be called when a publication has been told as published, with the sequence of its switch.
  func confirm(_ sequence: Int) { confirmed.store(sequence, ordering: .sequentiallyConsistent) }

  /// To be asked before a request is begun: nothing older may answer it.
  var oldestAllowed: Int { confirmed.load(ordering: .sequentiallyConsistent) }

  /// What is wrong with an answer; `nil` for nothing.
  func fault(_ answer: HTTPReader.Answer, path: String, pinnedTo pinned: EditionNumber?, oldest: Int) -> String? {
    guard answer.status == 200 || answer.status == 304 || (answer.status == 404 && path.hasSuffix("/999")) else {
      return "status \(answer.status): \(answer.text.prefix(200))"
    }
    guard let edition = answer.headers["data-edition"] else { return "no edition" }
    if let pinned {
      guard edition == "\(pinned)" else { return "edition \(edition) for a pinned one" }
    } else {
      guard let sequence = answer.headers["data-publication"].flatMap({ Int($0) }) else { return "no publication" }
      guard sequence >= oldest else { return "publication \(sequence) after \(oldest) was published" }
      let first = editions.withLock { editions in
        if let first = editions[sequence] { return first }
        editions[sequence] = edition
        return edition
      }
      guard first == edition else { return "publication \(sequence) has edition \(edition) and \(first)" }
    }
    guard answer.status == 200, path.hasSuffix(".csv") else { return nil }
    guard let number = EditionNumber(edition), answer.body == bodies[number]?[path] else {
      return "a body that is not that of edition \(edition)"
    }
    return nil
  }
}

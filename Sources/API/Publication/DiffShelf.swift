import Database
import Domain
import Synchronization

/// The last few comparisons of two editions: they never change, and a walk asks for one as often as it has pages.
final class DiffShelf: Sendable {
  private struct Key: Hashable {
    let old: EditionNumber
    let new: EditionNumber
  }

  /// A comparison of two months holds the changed films: a few megabytes when every film changed.
  private static let limit = 2

  private let diffs = Mutex<[(key: Key, diff: Task<EditionDiff, any Error>)]>([])

  func diff(_ old: any EditionReader, _ new: any EditionReader) async throws -> EditionDiff {
    let key = Key(old: old.edition.number, new: new.edition.number)
    let comparing = diffs.withLock { diffs in
      if let kept = diffs.first(where: { $0.key == key }) { return kept.diff }
      let comparing = Task { try await EditionDiff.between(old, new) }
      diffs.append((key, comparing))
      if diffs.count > Self.limit { diffs.removeFirst() }
      return comparing
    }
    do {
      return try await comparing.value
    } catch {
      // A failure is not kept: the next one to ask tries again.
      diffs.withLock { diffs in diffs.removeAll { $0.diff == comparing } }
      throw error
    }
  }
}

import Database
import Domain
import Synchronization

/// The last few comparisons of two editions: they never change, and a walk asks for one as often as it has pages.
final class DiffShelf: Sendable {
  private struct Key: Hashable {
    let provider: ProviderID
    let old: EditionNumber
    let new: EditionNumber
    let order: DiffOrder
  }

  /// A comparison in which each of 70,000 films and companies changed has 1.7 MB; one of neighbouring months a tenth.
  private static let limit = 8

  /// The one most recently asked for last.
  private let diffs = Mutex<[(key: Key, diff: Task<EditionDiff, any Error>)]>([])

  func diff(
    _ old: any EditionReader, _ new: any EditionReader, of provider: ProviderID, by order: DiffOrder
  ) async throws -> EditionDiff {
    let key = Key(provider: provider, old: old.edition.number, new: new.edition.number, order: order)
    let comparing = diffs.withLock { diffs in
      if let index = diffs.firstIndex(where: { $0.key == key }) {
        let kept = diffs.remove(at: index)
        diffs.append(kept)
        return kept.diff
      }
      let comparing = Task { try await EditionDiff.between(old, new, by: order) }
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

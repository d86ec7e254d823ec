import Database
import Domain
import Synchronization

/// Open editions. Each is opened once, however many ask, and the one least recently asked for is let go of first.
///
/// A reader that was let go of, or whose edition was pruned, stays usable for those who still hold it.
final class EditionShelf: Sendable {
  private struct Key: Hashable {
    let provider: ProviderID
    let number: EditionNumber
  }

  private struct State {
    var readers: [Key: Task<any EditionReader, any Error>] = [:]
    /// Most recently asked for last.
    var order: [Key] = []
  }

  private let state = Mutex(State())
  private let database: any EditionDatabase
  private let limit: Int

  init(database: any EditionDatabase, limit: Int) {
    self.database = database
    self.limit = limit
  }

  /// Throws what the database throws: `edition-not-found`, `edition-pruned`, `database-failed`.
  func reader(_ number: EditionNumber, of provider: ProviderID) async throws -> any EditionReader {
    let key = Key(provider: provider, number: number)
    let opening = opening(key)
    do {
      return try await opening.value
    } catch {
      // A failure is not kept: the next one to ask tries again.
      state.withLock { state in
        guard state.readers[key] == opening else { return }
        state.readers[key] = nil
        state.order.removeAll { $0 == key }
      }
      throw error
    }
  }

  /// Starts opening editions that will be asked for soon, without waiting.
  func openAhead(_ numbers: [EditionNumber], of provider: ProviderID) {
    let closed = state.withLock { state in
      numbers.filter { state.readers[Key(provider: provider, number: $0)] == nil }
    }
    for number in closed {
      // Why it fails, if it does, is told to the request that needs the edition, which tries again.
      Task { _ = try? await reader(number, of: provider) }
    }
  }

  private func opening(_ key: Key) -> Task<any EditionReader, any Error> {
    state.withLock { state in
      if state.order.last != key {
        state.order.removeAll { $0 == key }
        state.order.append(key)
      }
      if let opening = state.readers[key] { return opening }
      let opening = Task { try await database.open(key.number, of: key.provider) }
      state.readers[key] = opening
      while state.order.count > limit { state.readers[state.order.removeFirst()] = nil }
      return opening
    }
  }
}

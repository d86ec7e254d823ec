import Domain
import Synchronization

/// Encoded answers by request target, exactly as it was asked for, within a bound of bytes.
///
/// A target of the current edition keeps an answer for each of the last few editions it was asked under, so that a publish
/// drops nothing and a rollback finds its answers again. Which of them holds is for the caller to say, by one reading of
/// the publication. What was not asked for since the clock hand last came by is dropped first.
final class AnswerCache: Sendable {
  /// What is kept for one target. Immutable, so that it is read without a lock.
  final class Entry: Sendable {
    let resource: Int
    let provider: ServedProvider
    fileprivate let answers: [(edition: EditionNumber, answer: Answer)]
    /// Since the hand last came by. Not by being made: what is asked for once goes before what is asked for again.
    fileprivate let wasUsed = Atomic<Bool>(false)

    fileprivate init(
      resource: Int, provider: ServedProvider, answers: [(edition: EditionNumber, answer: Answer)]
    ) {
      self.resource = resource
      self.provider = provider
      self.answers = answers
    }

    /// The editions that are named in the target, if it is a pinned one; the answer is kept under the last.
    var pinnedEditions: [EditionNumber]? {
      if case .pinned(let editions, _) = answers[0].answer.standing { editions } else { nil }
    }

    func answer(of edition: EditionNumber) -> Answer? {
      for kept in answers where kept.edition == edition { return kept.answer }
      return nil
    }

    fileprivate func cost(of target: String) -> Int { answers.reduce(target.utf8.count) { $0 + $1.answer.cost } }
  }

  /// Answers of one target: the current edition's, the one before it (for a rollback), and the next while it is switched.
  static let editionsPerTarget = 3

  private struct State {
    var entries: [String: (entry: Entry, place: Int)] = [:]
    /// The targets in a ring; the hand goes round it.
    var ring: [String] = []
    var hand = 0
    var bytes = 0
  }

  private let state = Mutex(State())
  private let limit: Int

  init(bytes limit: Int) { self.limit = limit }

  var bytes: Int { state.withLock { $0.bytes } }
  var count: Int { state.withLock { $0.ring.count } }

  func entry(for target: String) -> Entry? {
    guard let entry = state.withLock({ $0.entries[target]?.entry }) else { return nil }
    if !entry.wasUsed.load(ordering: .relaxed) { entry.wasUsed.store(true, ordering: .relaxed) }
    return entry
  }

  /// Keeps `answer`, unless it alone would push out an eighth of all others. `resource` and `provider` are remembered so
  /// that a kept target is never parsed again.
  func keep(
    _ answer: Answer, of edition: EditionNumber, for target: String, resource: Int, provider: ServedProvider
  ) {
    guard answer.cost <= limit / 8 else { return }
    state.withLock { state in
      let old = state.entries[target]
      let older = (old?.entry.answers ?? []).filter { $0.edition != edition }.prefix(Self.editionsPerTarget - 1)
      let entry = Entry(resource: resource, provider: provider, answers: [(edition, answer)] + older)
      if let old {
        state.bytes -= old.entry.cost(of: target)
        state.entries[target] = (entry, old.place)
      } else {
        state.entries[target] = (entry, state.ring.count)
        state.ring.append(target)
      }
      state.bytes += entry.cost(of: target)
      while state.bytes > limit { Self.turn(&state) }
    }
  }

  /// Moves the hand by one target: it is spared once if it was used since the last time.
  private static func turn(_ state: inout State) {
    if state.hand >= state.ring.count { state.hand = 0 }
    let target = state.ring[state.hand]
    guard let (entry, place) = state.entries[target] else { return }
    if entry.wasUsed.exchange(false, ordering: .relaxed) {
      state.hand += 1
      return
    }
    state.bytes -= entry.cost(of: target)
    state.entries[target] = nil
    let last = state.ring.removeLast()
    if place < state.ring.count {
      state.ring[place] = last
      state.entries[last]?.place = place
    }
  }
}

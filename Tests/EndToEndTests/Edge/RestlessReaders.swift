import Fixtures
import Foundation
import Synchronization

/// Clients that ask without pause, each on a thread and a connection of its own, and hold every answer against what is
/// published.
final class RestlessReaders: Sendable {
  struct Tally: Sendable {
    var answers = 0
    var hits = 0
    var unchanged = 0
    var pinned = 0
    /// The first few; any is one too many.
    var faults: [String] = []
  }

  private let tally = Mutex(Tally())
  private let isOver = Atomic<Bool>(false)
  private let ended = DispatchSemaphore(value: 0)
  private let count: Int

  init(_ count: Int, port: UInt16, editions: [PublishedEditions], paths: [String]) {
    self.count = count
    for index in 0..<count {
      Thread.detachNewThread { [self] in
        read(port, editions, paths, seed: UInt64(index))
        ended.signal()
      }
    }
  }

  /// What they have seen so far.
  var seen: Tally { tally.withLock { $0 } }

  /// Ends them, and says what they have seen.
  func end() -> Tally {
    isOver.store(true, ordering: .relaxed)
    for _ in 0..<count { ended.wait() }
    return seen
  }

  private func read(_ port: UInt16, _ editions: [PublishedEditions], _ paths: [String], seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let connection = HTTPReader(port: port)
    var tags: [String: String] = [:]
    while !isOver.load(ordering: .relaxed) {
      let published = editions.randomElement(using: &random)!
      let path = paths.randomElement(using: &random)!
      // One in four asks for an edition by its number.
      let pinned =
        Int.random(in: 0..<4, using: &random) == 0 && !path.hasSuffix("/999")
        ? published.bodies.keys.sorted().randomElement(using: &random) : nil
      let target = "/v1/\(published.provider)" + (pinned.map { "/@\($0)" } ?? "") + path
      let oldest = published.oldestAllowed
      var headers: [String: String] = [:]
      if Bool.random(using: &random), let tag = tags[target] { headers["If-None-Match"] = tag }
      do {
        let answer = try connection.get(target, headers: headers)
        let fault = published.fault(answer, path: path, pinnedTo: pinned, oldest: oldest)
        if let tag = answer.headers["etag"] { tags[target] = tag }
        note(fault.map { "\(target): \($0)" }, answer, isPinned: pinned != nil)
      } catch {
        note("\(target): \(error)", nil, isPinned: pinned != nil)
      }
    }
  }

  private func note(_ fault: String?, _ answer: HTTPReader.Answer?, isPinned: Bool) {
    tally.withLock { tally in
      tally.answers += 1
      if answer?.headers["x-cache"] == "HIT" { tally.hits += 1 }
      if answer?.status == 304 { tally.unchanged += 1 }
      if isPinned { tally.pinned += 1 }
      if let fault, tally.faults.count < 20 { tally.faults.append(fault) }
    }
  }
}

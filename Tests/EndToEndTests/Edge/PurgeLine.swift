import Fixtures
import Foundation
import Synchronization

/// The way of purges to an edge, on which they are lost, delayed, doubled, and overtaken by later ones.
final class PurgeLine: Sendable {
  enum Fault: CaseIterable {
    /// The edge never gets it.
    case lost
    /// The edge is purged, and nobody hears of it.
    case answerLost
    case delayed
    /// Once at once, and once more when others have come after it.
    case doubled
    /// Taken for lost, it arrives after all, when others have come after it.
    case late
  }

  private final class State: Sendable {
    let random = Mutex(SeededGenerator(seed: 7))
    let faults = Mutex<[Fault: Int]>([:])
  }

  private let server: SmallHTTPServer
  private let state: State

  /// - Parameter port: where the edge takes purges.
  init(to port: UInt16) throws {
    let state = State()
    self.state = state
    server = try SmallHTTPServer { request in
      let (fault, pause) = state.random.withLock { random in
        (
          Bool.random(using: &random) ? Fault.allCases.randomElement(using: &random) : nil,
          Double.random(in: 0.1...2, using: &random)
        )
      }
      if let fault { state.faults.withLock { $0[fault, default: 0] += 1 } }
      let noAnswer = SmallHTTPServer.Answer(504)
      switch fault {
      case nil: return Self.forward(request, to: port)
      case .lost: return noAnswer
      case .answerLost:
        _ = Self.forward(request, to: port)
        return noAnswer
      case .delayed:
        Thread.sleep(forTimeInterval: pause)
        return Self.forward(request, to: port)
      case .doubled:
        Self.forward(request, to: port, after: pause)
        return Self.forward(request, to: port)
      case .late:
        Self.forward(request, to: port, after: pause)
        return noAnswer
      }
    }
  }

  var endpoint: String { server.endpoint }
  /// How often what happened.
  var faults: [Fault: Int] { state.faults.withLock { $0 } }

  private static func forward(_ request: SmallHTTPServer.Request, to port: UInt16, after seconds: TimeInterval) {
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: seconds)
      _ = forward(request, to: port)
    }
  }

  private static func forward(_ request: SmallHTTPServer.Request, to port: UInt16) -> SmallHTTPServer.Answer {
    let names = ["Surrogate-Key", "Publication-Floor"]
    let headers = Dictionary(uniqueKeysWithValues: names.map { ($0, request.headers[$0.lowercased()] ?? "") })
    do {
      let answer = try HTTPReader(port: port).get(request.path, method: request.method, headers: headers)
      return .init(answer.status, headers: ["Publication-Floor": answer.headers["publication-floor"] ?? ""])
    } catch {
      return .init(502)
    }
  }
}

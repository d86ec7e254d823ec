import Foundation
import Synchronization

/// A stand-in for Lambda's Runtime API: hands events to the runtime that asks, and gives back what it reports.
package final class LambdaRuntimeAPI: Sendable {
  /// What became of an event.
  package enum Outcome: Sendable, Equatable {
    case answered(String)
    /// The type that was reported.
    case failed(String)
  }

  private struct Event {
    let id: String
    let body: String
    let deadline: Date
  }

  private final class Queue: @unchecked Sendable {
    // Sendable: used with the lock held.
    private let lock = NSCondition()
    private var events: [Event] = []
    private var waiting: [String: CheckedContinuation<Outcome, Never>] = [:]
    private var initializing: [CheckedContinuation<String, Never>] = []
    private var initializationFailures: [String] = []

    func add(_ event: Event, _ continuation: CheckedContinuation<Outcome, Never>) {
      lock.withLock {
        events.append(event)
        waiting[event.id] = continuation
        lock.signal()
      }
    }

    /// Waits for an event, on a thread of its own.
    func next() -> Event {
      lock.lock()
      defer { lock.unlock() }
      while events.isEmpty { lock.wait() }
      return events.removeFirst()
    }

    func finish(_ id: String, _ outcome: Outcome) {
      lock.withLock { waiting.removeValue(forKey: id) }?.resume(returning: outcome)
    }

    func failInitialization(_ type: String) {
      let waiting: CheckedContinuation<String, Never>? = lock.withLock {
        if !initializing.isEmpty { return initializing.removeFirst() }
        initializationFailures.append(type)
        return nil
      }
      waiting?.resume(returning: type)
    }

    func awaitInitializationFailure(_ continuation: CheckedContinuation<String, Never>) {
      let known: String? = lock.withLock {
        if !initializationFailures.isEmpty { return initializationFailures.removeFirst() }
        initializing.append(continuation)
        return nil
      }
      if let known { continuation.resume(returning: known) }
    }
  }

  private let queue = Queue()
  private let server: SmallHTTPServer

  package init() throws {
    let queue = queue
    server = try SmallHTTPServer { request in
      let parts = request.path.split(separator: "/").map(String.init)
      let type = request.headers["lambda-runtime-function-error-type"] ?? ""
      switch (request.method, parts.dropFirst(2).first, parts.last) {
      case ("GET", "invocation"?, "next"?):
        let event = queue.next()
        return .init(
          200, event.body,
          headers: [
            "Lambda-Runtime-Aws-Request-Id": event.id,
            "Lambda-Runtime-Deadline-Ms": "\(Int64(event.deadline.timeIntervalSince1970 * 1000))",
          ])
      case ("POST", "invocation"?, "response"?): queue.finish(parts[3], .answered(request.body))
      case ("POST", "invocation"?, "error"?): queue.finish(parts[3], .failed(type))
      case ("POST", "init"?, "error"?): queue.failInitialization(type)
      default: return .init(404)
      }
      return .init(202)
    }
  }

  /// The value of `AWS_LAMBDA_RUNTIME_API`.
  package var address: String { "127.0.0.1:\(server.port)" }

  /// Gives an event to the runtime, which has `seconds` for it, and waits for what becomes of it.
  package func invoke(_ event: String, seconds: Double = 120) async -> Outcome {
    await withCheckedContinuation { continuation in
      let deadline = Date(timeIntervalSinceNow: seconds)
      queue.add(Event(id: UUID().uuidString.lowercased(), body: event, deadline: deadline), continuation)
    }
  }

  /// Waits until a runtime says that it cannot start; returns the type of the error.
  package func initializationFailure() async -> String {
    await withCheckedContinuation { queue.awaitInitializationFailure($0) }
  }
}

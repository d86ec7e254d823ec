import Database
import Domain
import Foundation
import Synchronization

/// Up to so many connections, each with a thread of its own, for short statements of any task.
///
/// A connection that has broken off is replaced. What had been asked of it is asked once more of the new one, unless it
/// might change something twice.
final class PostgreSQLPool: Sendable {
  private let core: Core

  init(_ configuration: PostgreSQLConfiguration) { core = Core(configuration) }

  deinit { core.close() }

  /// Runs `body` on a connection that nobody else uses meanwhile.
  ///
  /// - Parameter mayRepeat: whether `body` may run a second time after its connection has broken off under it.
  func run<Result: Sendable>(
    mayRepeat: Bool = true, _ body: @escaping @Sendable (PostgreSQLConnection) throws -> Result
  ) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in
      core.submit(
        Job(mayRepeat: mayRepeat) { connection in
          // Whether it is a failure of the connection is for the worker to see; the answer is sent when nothing follows.
          let result = Swift.Result { try body(connection.get()) }
          return (result.failure, { continuation.resume(with: result) })
        })
    }
  }

  /// Something to do with a connection, or with the reason why there is none. Returns what went wrong with it, and how to
  /// say how it ended.
  struct Job: Sendable {
    let mayRepeat: Bool
    let start = ContinuousClock.now
    let perform: @Sendable (Swift.Result<PostgreSQLConnection, any Error>) -> ((any Error)?, @Sendable () -> Void)
  }
}

extension Swift.Result {
  fileprivate var failure: Failure? { if case .failure(let failure) = self { failure } else { nil } }
}

extension PostgreSQLPool {
  /// What the threads share; they outlive the pool by what they are doing.
  fileprivate final class Core: Sendable {
    private struct State {
      /// What no connection is free for, the oldest first.
      var waiting: [Job] = []
      /// Threads that wait for a job, the one that had the last one last: it has the warmest connection.
      var idle: [Worker] = []
      var workers = 0
      var isClosed = false
    }

    /// Connections that nobody needs are closed after this.
    private static let idleTime = DispatchTimeInterval.seconds(60)

    let configuration: PostgreSQLConfiguration
    private let reconnection: PostgreSQLReconnection
    private let state = Mutex(State())

    init(_ configuration: PostgreSQLConfiguration) {
      self.configuration = configuration
      reconnection = PostgreSQLReconnection(patience: configuration.outagePatience)
    }

    func submit(_ job: Job) {
      let (hasWorker, mustWait) = state.withLock { state -> (Bool, Bool) in
        if let worker = state.idle.popLast() {
          worker.hand(job)
          return (true, false)
        }
        guard state.workers < configuration.poolSize else {
          state.waiting.append(job)
          return (true, true)
        }
        state.workers += 1
        return (false, false)
      }
      if !hasWorker { Worker(self).start(with: job) }
      if mustWait { watchDeadline() }
    }

    func close() {
      let idle = state.withLock { state in
        state.isClosed = true
        defer { state.idle = [] }
        return state.idle
      }
      for worker in idle { worker.hand(nil) }
    }

    /// Fails what has waited too long, once, a little after the newest job will have.
    private func watchDeadline() {
      DispatchQueue.global().asyncAfter(deadline: .now() + .milliseconds(configuration.poolWait.milliseconds + 1)) {
        [weak self] in self?.failExpired()
      }
    }

    private func failExpired() {
      let expired = state.withLock { state in
        let now = ContinuousClock.now
        let expired = state.waiting.prefix { $0.start.duration(to: now) >= configuration.poolWait }
        state.waiting.removeFirst(expired.count)
        return expired
      }
      let failure = PostgreSQLFailure(
        kind: .busy, message: "all \(configuration.poolSize) connections were busy for \(configuration.poolWait)")
      for job in expired { job.perform(.failure(failure)).1() }
    }

    /// The next job for `worker`; `nil` when it is to end.
    fileprivate func nextJob(for worker: Worker) -> Job? {
      let (job, isClosed) = state.withLock { state -> (Job?, Bool) in
        if !state.waiting.isEmpty { return (state.waiting.removeFirst(), false) }
        if !state.isClosed { state.idle.append(worker) }
        return (nil, state.isClosed)
      }
      if job != nil || isClosed { return job }
      if let job = worker.waitForJob(Self.idleTime) { return job }
      // It was idle for long, or the pool is closed; unless a job was handed over this very moment.
      let hasEnded = state.withLock { state in
        let index = state.idle.firstIndex { $0 === worker }
        if let index { state.idle.remove(at: index) }
        if index != nil || state.isClosed { state.workers -= 1 }
        return index != nil || state.isClosed
      }
      return hasEnded ? nil : worker.waitForJob(Self.idleTime)
    }

    /// Does `job`, making a connection if there is none that lives.
    fileprivate func perform(_ job: Job, on connection: inout PostgreSQLConnection?) {
      var isRepeated = false
      while true {
        let isFresh = connection == nil
        do {
          let current = try connection ?? connect(job)
          connection = current
          let (failure, answer) = job.perform(.success(current))
          if current.isLost || (failure as? PostgreSQLFailure)?.isConnectionLost == true {
            connection = nil
            // What a fresh connection died of is not a connection that had been dead for long.
            if failure != nil, job.mayRepeat, !isRepeated, !isFresh || !isTimeout(failure) {
              isRepeated = true
              continue
            }
          }
          answer()
        } catch {
          job.perform(.failure(error)).1()
        }
        return
      }
    }

    private func isTimeout(_ failure: (any Error)?) -> Bool { (failure as? PostgreSQLFailure)?.kind == .timedOut }

    private func connect(_ job: Job) throws -> PostgreSQLConnection {
      try reconnection.connect(waitingSince: job.start) {
        try PostgreSQLConnection(configuration.url, .statements(timeout: configuration.statementTimeout))
      }
    }
  }

  /// A thread with its connection.
  fileprivate final class Worker: Sendable {
    private let core: Core
    private let job = Mutex<Job?>(nil)
    private let signal = DispatchSemaphore(value: 0)

    init(_ core: Core) { self.core = core }

    func start(with job: Job) {
      let thread = Thread { [self] in run(job) }
      thread.name = "boxoffice.postgresql"
      thread.start()
    }

    /// Wakes the thread: with a job, or without one so that it ends.
    func hand(_ job: Job?) {
      self.job.withLock { $0 = job }
      signal.signal()
    }

    func waitForJob(_ time: DispatchTimeInterval) -> Job? {
      guard signal.wait(timeout: .now() + time) == .success else { return nil }
      return job.withLock { job in
        defer { job = nil }
        return job
      }
    }

    private func run(_ first: Job) {
      var connection: PostgreSQLConnection?
      core.perform(first, on: &connection)
      while let job = core.nextJob(for: self) { core.perform(job, on: &connection) }
    }
  }
}

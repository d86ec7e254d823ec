import Database
import Domain
import Foundation
import Glibc
import Synchronization

/// What a `PostgreSQLSession` and its thread share. The thread is started by the first job and ends with the session.
final class PostgreSQLSessionCore: Sendable {
  private struct State {
    var jobs: [PostgreSQLPool.Job] = []
    /// By number, in whose order it is made.
    var kept: [Int: (kept: PostgreSQLSession.Kept, isMade: Bool)] = [:]
    var listeners: [Int: AsyncStream<String?>.Continuation] = [:]
    var channels: Set<String> = []
    var lastNumber = 0
    var isRunning = false
    var isClosed = false
  }

  private let configuration: PostgreSQLConfiguration
  private let reconnection: PostgreSQLReconnection
  private let state = Mutex(State())
  /// Readable when there is something new in `state`.
  private let wake = WakePipe()

  init(_ configuration: PostgreSQLConfiguration) {
    self.configuration = configuration
    reconnection = PostgreSQLReconnection(patience: configuration.outagePatience)
  }

  func submit(_ job: PostgreSQLPool.Job) { change { $0.jobs.append(job) } }

  func keep(_ kept: PostgreSQLSession.Kept) -> Int {
    state.withLock { state in
      state.lastNumber += 1
      state.kept[state.lastNumber] = (kept, false)
      return state.lastNumber
    }
  }

  func forget(_ number: Int) { state.withLock { $0.kept[number] = nil } }

  var isReading: Bool { state.withLock { $0.kept.values.contains { $0.kept.isReading } } }

  /// For jobs, hence on the session's thread: does nothing if the connection was made with it.
  func makeKept(_ number: Int, on connection: PostgreSQLConnection) throws {
    guard let (kept, isMade) = state.withLock({ $0.kept[number] }), !isMade else { return }
    try kept.make(connection)
    state.withLock { $0.kept[number]?.isMade = true }
  }

  func notifications(on channel: String) -> AsyncStream<String?> {
    AsyncStream { continuation in
      let number = state.withLock { state in
        state.lastNumber += 1
        return state.lastNumber
      }
      continuation.onTermination = { [weak self] _ in
        self?.state.withLock { _ = $0.listeners.removeValue(forKey: number) }
      }
      change { state in
        state.listeners[number] = continuation
        state.channels.insert(channel)
      }
      submit(
        PostgreSQLPool.Job(mayRepeat: true) { connection in
          // Where it fails, the channel is listened to as soon as there is a connection.
          let result = Swift.Result { try connection.get().execute("LISTEN \(channel)") }
          var failure: (any Error)?
          if case .failure(let error) = result { failure = error }
          return (failure, {})
        })
    }
  }

  func close() {
    let listeners = state.withLock { state in
      state.isClosed = true
      defer { state.listeners = [:] }
      return state.listeners
    }
    for listener in listeners.values { listener.finish() }
    wake.ring()
  }

  private func change(_ body: (inout State) -> Void) {
    let mustStart = state.withLock { state in
      body(&state)
      defer { state.isRunning = true }
      return !state.isRunning
    }
    if mustStart {
      let thread = Thread { [self] in run() }
      thread.name = "boxoffice.postgresql.session"
      thread.start()
    }
    wake.ring()
  }

  // MARK: The thread

  private func run() {
    var connection: PostgreSQLConnection?
    var wasConnected = false
    while true {
      let (isClosed, isNeeded) = state.withLock { state in
        (state.isClosed, !state.jobs.isEmpty || !state.kept.isEmpty || !state.listeners.isEmpty)
      }
      if isClosed { break }
      if connection == nil, isNeeded {
        connection = connect(isAgain: wasConnected)
        if connection == nil {
          sleep(reconnection.pause)
          continue
        }
        wasConnected = true
      }
      if let current = connection, !serve(current) {
        connection = nil
        continue
      }
      wait(connection)
    }
    failJobs(PostgreSQLFailure(kind: .lost, message: "the database was closed")) { _ in true }
  }

  /// A new connection on which everything is said again. Without one, jobs that have waited long enough fail.
  private func connect(isAgain: Bool) -> PostgreSQLConnection? {
    let start = ContinuousClock.now
    do {
      let connection = try PostgreSQLConnection(configuration.sessionURL, .session)
      let (channels, kept) = state.withLock { ($0.channels, $0.kept) }
      for channel in channels.sorted() { try connection.execute("LISTEN \(channel)") }
      for (number, entry) in kept.sorted(by: { $0.key < $1.key }) {
        try entry.kept.make(connection)
        state.withLock { $0.kept[number]?.isMade = true }
      }
      reconnection.noteSuccess()
      if isAgain { tell(nil) }
      return connection
    } catch {
      reconnection.noteFailure()
      let isOutage = error is PostgreSQLFailure
      failJobs(error) { job in
        // One that came during this try has the next one.
        job.start < start && (!isOutage || job.start.duration(to: .now) >= configuration.outagePatience)
      }
      return nil
    }
  }

  private func failJobs(_ error: any Error, _ isDue: (PostgreSQLPool.Job) -> Bool) {
    let due = state.withLock { state in
      let due = state.jobs.filter(isDue)
      state.jobs.removeAll(where: isDue)
      return due
    }
    for job in due { job.perform(.failure(error)).1() }
  }

  /// Does what is to be done on `connection`; returns whether it is still of use.
  private func serve(_ connection: PostgreSQLConnection) -> Bool {
    while let job = state.withLock({ $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }) {
      let (failure, answer) = job.perform(.success(connection))
      let isLost = connection.isLost || (failure as? PostgreSQLFailure)?.isConnectionLost == true
      if isLost, failure != nil, job.mayRepeat {
        // Once more on the next connection, and not a third time.
        let again = PostgreSQLPool.Job(mayRepeat: false, perform: job.perform)
        state.withLock { $0.jobs.insert(again, at: 0) }
      } else {
        answer()
      }
      if isLost { return false }
    }
    do {
      for payload in try connection.takeNotifications() { tell(payload) }
      return true
    } catch {
      // Nobody waits for this: what is asked next meets a new connection, or hears why there is none.
      return false
    }
  }

  private func tell(_ payload: String?) {
    for listener in state.withLock({ Array($0.listeners.values) }) { listener.yield(payload) }
  }

  /// Waits for a job, a notification, or the end of the connection.
  private func wait(_ connection: PostgreSQLConnection?) {
    if let connection {
      // What fails here fails again, and is noticed, when the connection is served.
      _ = try? connection.waitForInput(until: nil, orWake: wake.readEnd)
    } else {
      var waited = pollfd(fd: wake.readEnd, events: Int16(POLLIN), revents: 0)
      _ = poll(&waited, 1, -1)
    }
    wake.clear()
  }

  private func sleep(_ time: Duration) { Thread.sleep(forTimeInterval: Double(time.milliseconds + 1) / 1000) }
}

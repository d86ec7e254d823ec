/// Time that only rises, for leases: wall clocks are set back and forth.
package struct MonotonicClock: Sendable {
  /// Since some fixed moment.
  package let now: @Sendable () -> Duration

  package init(now: @escaping @Sendable () -> Duration) { self.now = now }

  /// Goes on while the machine sleeps, so that a lease does not survive a suspended laptop.
  package static let system: MonotonicClock = {
    let start = ContinuousClock.now
    return MonotonicClock { start.duration(to: .now) }
  }()
}

import Domain
import Synchronization
import Testing

@testable import CloudPlatform

@Suite("Trying again")
struct RetryPolicyTests {
  private func policy(random: Double) -> RetryPolicy {
    var policy = RetryPolicy()
    policy.random = { random }
    let start = ContinuousClock().now
    policy.now = { start }
    return policy
  }

  private func pauses(_ policy: RetryPolicy, wanted: Duration? = nil) -> [Duration] {
    var attempts = policy.begin()
    var pauses: [Duration] = []
    while let pause = attempts.next(wanted: wanted) { pauses.append(pause) }
    return pauses
  }

  @Test("doubles the bound of the pause up to a limit")
  func backoff() {
    let expected = [100, 200, 400, 800, 1600, 3200, 6400, 8000, 8000].map { Duration.milliseconds($0) }
    #expect(pauses(policy(random: 1)) == expected)
  }

  @Test("pauses anywhere between nothing and the bound")
  func jitter() {
    #expect(pauses(policy(random: 0)) == Array(repeating: .zero, count: 9))
    #expect(pauses(policy(random: 0.5)).prefix(3) == [.milliseconds(50), .milliseconds(100), .milliseconds(200)])
  }

  @Test("leaves the server alone as long as it asks for, within the limit")
  func wanted() {
    #expect(pauses(policy(random: 0), wanted: .seconds(3)).allSatisfy { $0 == .seconds(3) })
    #expect(pauses(policy(random: 0), wanted: .seconds(3600)).allSatisfy { $0 == .seconds(8) })
  }

  @Test("begins no attempt after the deadline")
  func deadline() {
    let time = Mutex(ContinuousClock().now)
    var policy = policy(random: 1)
    policy.deadline = .seconds(10)
    policy.now = { time.withLock { $0 } }
    var attempts = policy.begin()
    #expect(attempts.next() != nil)
    time.withLock { $0 += .seconds(9.9) }
    #expect(attempts.next() == nil)  // 200 ms later would be too late
    #expect(attempts.count == 2)
  }

  @Test("can be never")
  func never() {
    var attempts = RetryPolicy.never.begin()
    #expect(attempts.next() == nil)
  }
}

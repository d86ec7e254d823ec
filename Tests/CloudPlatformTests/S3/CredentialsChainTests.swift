import Domain
import Synchronization
import Testing

@testable import CloudPlatform

@Suite("The chain of credentials")
struct CredentialsChainTests {
  /// Lends credentials that end so many seconds after `now`, or fails.
  private final class Lender: CredentialsSource {
    let name = "the lender"
    let state = Mutex((calls: 0, isFailing: false))
    let gate: Gate?
    let now: @Sendable () -> Timestamp

    init(gate: Gate? = nil, now: @escaping @Sendable () -> Timestamp) {
      self.gate = gate
      self.now = now
    }

    var calls: Int { state.withLock { $0.calls } }

    func credentials() async throws -> AWSCredentials? {
      let (call, isFailing) = state.withLock {
        $0.calls += 1; return $0
      }
      await gate?.pass()
      if isFailing { throw CredentialsFailure.error("the lender is closed") }
      return AWSCredentials(
        accessKeyID: "KEY\(call)", secretAccessKey: "x", sessionToken: "t", expiresAt: now().adding(.seconds(3600)))
    }
  }

  private struct Nothing: CredentialsSource {
    let name: String
    func credentials() -> AWSCredentials? { nil }
  }

  private final class Clock: Sendable {
    private let time = Mutex(Timestamp(secondsSinceEpoch: 1_800_000_000))
    var now: Timestamp { time.withLock { $0 } }
    func advance(seconds: Int) { time.withLock { $0 = $0.adding(.seconds(seconds)) } }
  }

  /// Opens once.
  private final class Gate: Sendable {
    private let (stream, continuation) = AsyncStream<Never>.makeStream()
    func pass() async { for await _ in stream {} }
    func open() { continuation.finish() }
  }

  @Test("asks one place after the other, and says where it looked")
  func order() async throws {
    let clock = Clock()
    let chain = CredentialsChain([Nothing(name: "here"), Lender(now: { clock.now })], now: { clock.now })
    #expect(try await chain.credentials().accessKeyID == "KEY1")
    let empty = CredentialsChain([Nothing(name: "here"), Nothing(name: "there")])
    let error = await #expect(throws: BoxOfficeError.self) { _ = try await empty.credentials() }
    #expect(error?.message.contains("looked in here, there.") == true)
  }

  @Test("asks again five minutes before they end, not sooner")
  func renewal() async throws {
    let clock = Clock()
    let lender = Lender(now: { clock.now })
    let chain = CredentialsChain([lender], now: { clock.now })
    #expect(try await chain.credentials().accessKeyID == "KEY1")
    clock.advance(seconds: 3300)
    #expect(try await chain.credentials().accessKeyID == "KEY1")
    clock.advance(seconds: 1)
    #expect(try await chain.credentials().accessKeyID == "KEY2")
    #expect(lender.calls == 2)
  }

  @Test("goes on with the old ones as long as they hold when they cannot be renewed")
  func failingRenewal() async throws {
    let clock = Clock()
    let lender = Lender(now: { clock.now })
    let chain = CredentialsChain([lender], now: { clock.now })
    _ = try await chain.credentials()
    lender.state.withLock { $0.isFailing = true }
    clock.advance(seconds: 3400)
    #expect(try await chain.credentials().accessKeyID == "KEY1")
    #expect(try await chain.credentials().accessKeyID == "KEY1")
    #expect(lender.calls == 2)  // the second waits for half a minute
    clock.advance(seconds: 201)
    await #expect(throws: BoxOfficeError.self) { _ = try await chain.credentials() }
    lender.state.withLock { $0.isFailing = false }
    #expect(try await chain.credentials().accessKeyID == "KEY4")
  }

  @Test("asks anew when a server does not take them any more")
  func discard() async throws {
    let clock = Clock()
    let chain = CredentialsChain([Lender(now: { clock.now })], now: { clock.now })
    let first = try await chain.credentials()
    await chain.discard(first)
    #expect(try await chain.credentials().accessKeyID == "KEY2")
    await chain.discard(first)  // which is not what is used now
    #expect(try await chain.credentials().accessKeyID == "KEY2")
  }

  @Test("asks once for all that wait, and lets go of who is cancelled")
  func together() async throws {
    let clock = Clock()
    let gate = Gate()
    let lender = Lender(gate: gate, now: { clock.now })
    let chain = CredentialsChain([lender], now: { clock.now })
    let patient = (0..<8).map { _ in Task { try await chain.credentials().accessKeyID } }
    let cancelled = Task { try await chain.credentials().accessKeyID }
    cancelled.cancel()
    // It ends although the gate is shut.
    await #expect(throws: CancellationError.self) { _ = try await cancelled.value }
    gate.open()
    for task in patient { #expect(try await task.value == "KEY1") }
    #expect(lender.calls == 1)
  }
}

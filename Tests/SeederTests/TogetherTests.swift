import Domain
import Fixtures
import Foundation
import Synchronization
import Testing

@testable import Seeder

@Suite("Two jobs at the same time")
struct TogetherTests {
  struct Failure: Error {}

  @Test("Both results come back in their places, whichever is ready first")
  func results() async throws {
    for isFirstSlow in [true, false] {
      let (first, second) = try await together(
        { try await isFirstSlow ? late("a") : "a" }, { try await isFirstSlow ? 2 : late(2) })
      #expect((first, second) == ("a", 2))
    }
  }

  @Test("They run side by side: each may wait for the other")
  func sideBySide() async throws {
    let (stream, continuation) = AsyncStream<Int>.makeStream()
    let (sum, _) = try await together(
      { await stream.reduce(0, +) },
      {
        continuation.yield(7)
        continuation.finish()
      })
    #expect(sum == 7)
  }

  @Test("The error of one ends the other and is the one that is thrown", arguments: [true, false])
  func error(_ isFirst: Bool) async throws {
    let wasCancelled = Mutex(false)
    let waits: @Sendable () async throws -> Void = {
      do {
        try await Task.sleep(for: .seconds(3600))
      } catch {
        wasCancelled.withLock { $0 = true }
        throw error
      }
    }
    let fails: @Sendable () async throws -> Void = { throw Failure() }
    await #expect(throws: Failure.self) {
      _ = try await isFirst ? together(fails, waits) : together(waits, fails)
    }
    #expect(wasCancelled.withLock { $0 })
  }

  @Test("A model file is not read on in a task that was cancelled")
  func cancelledReading() async throws {
    let folder = try TemporaryFolder()
    let path = try SlowModel.random(seed: 1).write(to: folder)
    let reading = Task {
      withUnsafeCurrentTask { $0?.cancel() }
      return try IntegerRows.read(ModelFile(.movieVotes, in: path)) { _, _ in }
    }
    await #expect(throws: CancellationError.self) { try await reading.value }
  }

  private func late<Value>(_ value: Value) async throws -> Value {
    for _ in 0..<100 { await Task.yield() }
    return value
  }
}

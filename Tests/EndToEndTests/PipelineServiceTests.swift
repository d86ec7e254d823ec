import Domain
import Fixtures
import Foundation
import Logging
import Pipeline
import ServiceLifecycle
import Synchronization
import Testing
import Watchfolders

@Suite("The service looks when there is something to see, and rests otherwise")
struct PipelineServiceTests {
  @Test("with nothing to do it looks once and waits; a change wakes it; it can be stopped")
  func restsAndWakes() async throws {
    // Given a service that would look again only in an hour.
    let looks = LookCounter()
    let installation = try TestInstallation()
    let service = PipelineService(
      pipeline: installation.watching { folder in
        HookedWatchfolder(watchfolder: folder, beforeLook: { _ in looks.increment() })
      }, channels: [],
      scanInterval: .seconds(3600), turns: TurnQueue(atOnce: 1), providers: { [.default] },
      logger: Logger(label: "test"))
    let running = Task { try await service.run() }
    #expect(try await eventually { looks.count > 0 })
    // When half a second goes by without a change, then it has not looked again; spinning, it would have a thousand times.
    try await Task.sleep(for: .milliseconds(500))
    #expect(looks.count <= 3)
    // When a delivery is dropped, then it is taken at once, although the next scan is far away.
    let part = try installation.folder.write(FixtureDelivery.small.zip(), to: "watchfolder/default/part")
    try FileManager.default.moveItem(atPath: part, toPath: installation.folder("watchfolder/default/data.zip"))
    #expect(
      try await eventually {
        try await installation.seederWatchfolder.records(of: .default).contains { $0.state == .published }
      })
    running.cancel()
    _ = await running.result
  }

  @Test("a bell that rang while nobody waited is heard by the next wait, once")
  func bell() async {
    let bell = Bell()
    bell.ring()
    bell.ring()
    await bell.wait(atMost: .seconds(3600))
    // Not a second time: this wait ends by its time, and the one after it by the ring.
    await bell.wait(atMost: .milliseconds(20))
    async let rung: Void = bell.wait(atMost: .seconds(3600))
    try? await Task.sleep(for: .milliseconds(20))
    bell.ring()
    await rung
  }

  @Test("a wait that is cancelled ends, and the bell still works")
  func cancelledWait() async {
    let bell = Bell()
    let waiting = Task { await bell.wait(atMost: .seconds(3600)) }
    waiting.cancel()
    await waiting.value
    bell.ring()
    await bell.wait(atMost: .seconds(3600))
  }
}

private final class LookCounter: Sendable {
  private let looks = Mutex(0)
  var count: Int { looks.withLock { $0 } }
  func increment() { looks.withLock { $0 += 1 } }
}

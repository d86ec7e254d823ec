import Database
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Logging
import Notifications
import Pipeline
import Testing
import Watchfolders

@Suite("A provider is removed, and added again", .ownThreads)
struct ProviderRemovalTests {
  private let acme = ProviderID("acme")!
  private let other = ProviderID("acme-2")!

  /// Two providers with an edition each, a message, an upload that waits, and settings.
  private func twoProviders() async throws -> TestInstallation {
    let installation = try TestInstallation()
    for provider in [acme, other] {
      try await installation.pipeline.addProvider(provider)
      try await ingest("\(provider)", of: provider, installation)
      try installation.drop(Data("waits".utf8), for: provider)
      var settings = ProviderSettings()
      settings.title = "\(provider)"
      try await installation.seederWatchfolder.write(settings, of: provider)
    }
    return installation
  }

  @discardableResult
  private func ingest(
    _ title: String, of provider: ProviderID, _ installation: TestInstallation
  ) async throws -> TakenDelivery {
    var delivery = FixtureDelivery.small
    delivery.movies = delivery.movies.replacingOccurrences(of: "Alpha", with: title)
    let path = try installation.folder.write(delivery.zip(), to: "upload.zip")
    return try await installation.pipeline.ingest(copyOf: path, of: provider, progress: nil, waiting: {})
  }

  /// All that an installation has of a provider, except which providers there are.
  private struct Everything: Equatable {
    let objects: [ObjectInfo]
    let editions: [EditionRecord]
    let publication: PublicationRecord?
    let files: [String]
  }

  private func everything(of provider: ProviderID, _ installation: TestInstallation) async throws -> Everything {
    let folder = installation.folder("watchfolder/\(provider)")
    return Everything(
      objects: try await installation.seederWatchfolder.store.versions(prefix: "\(provider)/"),
      editions: try await installation.database.editions(of: provider),
      publication: try await installation.database.publication(of: provider),
      files: FileManager.default.subpaths(atPath: folder)?.sorted() ?? [])
  }

  private func expectGone(_ installation: TestInstallation, _ comment: Comment) async throws {
    let left = try await everything(of: acme, installation)
    #expect(left.objects.isEmpty && left.files.isEmpty, comment)
    #expect(!FileManager.default.fileExists(atPath: installation.folder("watchfolder/acme")), comment)
    #expect(left.editions.map(\.state) == [.pruned] && left.publication?.state == .withdrawn, comment)
    #expect(try await installation.pipeline.registry.providers() == [other], comment)
    #expect(try await installation.pipeline.registry.removal(of: acme)?.finishedAt != nil, comment)
    #expect(try await installation.pipeline.holdings(of: acme).isEmpty, comment)
  }

  @Test(
    "with its data, broken down before or after any call and called again: nothing is left, the other's data are",
    arguments: Faults.Moment.allCases)
  func deleted(moment: Faults.Moment) async throws {
    var nth = 0
    while true {
      nth += 1
      // Given a machine that breaks down at its nth call while a provider is removed
      let installation = try await twoProviders()
      let before = try await everything(of: other, installation)
      let faults = Faults(at: nth, moment)
      let broken = try installation.breaking(faults)
      do { try await broken.pipeline.removeProvider(acme, keepingData: false) } catch {
        #expect(faults.struck, "\(error)")
      }
      // When it is removed again
      try await installation.pipeline.removeProvider(acme, keepingData: false)
      try await expectGone(installation, "call \(nth)")
      // Then the other one has all that it had,
      #expect(try await everything(of: other, installation) == before, "call \(nth)")
      // and added again the first one's editions are counted on.
      try await installation.pipeline.restoreProvider(acme)
      try await ingest("Again", of: acme, installation)
      let again = try await everything(of: acme, installation)
      #expect(again.editions.map(\.number) == [1, 2] && again.publication?.current == 2, "call \(nth)")
      #expect(again.publication!.sequence > before.publication!.sequence, "call \(nth)")
      if !faults.struck { break }
    }
    #expect(nth > 20)
  }

  @Test(
    "keeping its data, broken down before or after any call and called again: nothing is lost, and all of it comes back",
    arguments: Faults.Moment.allCases)
  func kept(moment: Faults.Moment) async throws {
    for isRestoring in [false, true] {
      var nth = 0
      while true {
        nth += 1
        let installation = try await twoProviders()
        let (before, othersBefore) = (
          try await everything(of: acme, installation), try await everything(of: other, installation)
        )
        let faults = Faults(at: nth, moment)
        let broken = try installation.breaking(faults)
        do {
          if isRestoring { try await installation.pipeline.removeProvider(acme, keepingData: true) }
          if isRestoring {
            try await broken.pipeline.restoreProvider(acme)
          } else {
            try await broken.pipeline.removeProvider(acme, keepingData: true)
          }
        } catch { #expect(faults.struck, "\(error)") }
        if !isRestoring {
          try await installation.pipeline.removeProvider(acme, keepingData: true)
          let removed = try await everything(of: acme, installation)
          #expect(removed.publication?.state == .withdrawn, "call \(nth)")
          #expect(removed.objects == before.objects && removed.files == before.files, "call \(nth)")
          #expect(removed.editions == before.editions, "call \(nth)")
          #expect(try await installation.pipeline.registry.providers() == [other])
        }
        try await installation.pipeline.restoreProvider(acme)
        let after = try await everything(of: acme, installation)
        #expect(after.objects == before.objects && after.editions == before.editions, "call \(nth)")
        #expect(after.publication?.current == 1 && after.publication?.state == .live, "call \(nth)")
        #expect(try await everything(of: other, installation) == othersBefore, "call \(nth)")
        #expect(try await installation.pipeline.registry.providers() == [acme, other])
        if !faults.struck { break }
      }
      #expect(nth > 3)
    }
  }

  @Test("who names it in passing does not bring it back, and a turn that was begun too late does nothing")
  func staysRemoved() async throws {
    let installation = try await twoProviders()
    try await installation.pipeline.removeProvider(acme, keepingData: true)
    let before = try await everything(of: acme, installation)
    for attempt in [
      { try await installation.pipeline.addProvider(acme) },
      { _ = try await installation.pipeline.turn(acme) },
      { try await ingest("Sneaky", of: acme, installation) },
    ] as [() async throws -> Void] {
      #expect(await code(attempt) == Pipeline.providerRemoved)
    }
    #expect(try await installation.pipeline.need(of: acme, thorough: true) == .nothing)
    await installation.pipeline.deliverNotifications(
      to: [FileSink(folder: installation.folder("watchfolder"))], of: acme)
    #expect(try await everything(of: acme, installation) == before)
  }

  @Test("data that were kept can be deleted later; data that are being deleted cannot be kept any more")
  func changeOfMind() async throws {
    let installation = try await twoProviders()
    try await installation.pipeline.removeProvider(acme, keepingData: true)
    try await installation.pipeline.removeProvider(acme, keepingData: false)
    try await expectGone(installation, "deleted after all")
    #expect(
      await code { try await installation.pipeline.removeProvider(acme, keepingData: true) }
        == Pipeline.providerRemoved)
    try await expectGone(installation, "still gone")
  }

  @Test("a removal waits for the delivery that is being worked, and nothing new is begun for it meanwhile")
  func waitsForWork() async throws {
    let installation = try await twoProviders()
    let (began, goOn) = (Bell(), Bell())
    let busy = Task {
      try await installation.pipeline.locked(acme) {
        began.ring()
        await goOn.wait(atMost: .seconds(60))
      }
    }
    await began.wait(atMost: .seconds(60))
    let waits = Bell()
    let removal = Task {
      try await installation.pipeline.removeProvider(acme, keepingData: false, waiting: { waits.ring() })
    }
    await waits.wait(atMost: .seconds(60))
    // It is not listed any more, but nothing is touched yet.
    #expect(try await installation.pipeline.registry.providers() == [other])
    #expect(try await installation.database.publication(of: acme)?.state == .live)
    goOn.ring()
    _ = try await busy.value
    try await removal.value
    try await expectGone(installation, "after the wait")
  }

  @Test("a service stops watching it, and watches it again when it is back")
  func watching() async throws {
    let installation = try TestInstallation()
    let registry = installation.pipeline.registry
    for provider in [acme, other] { try await installation.pipeline.addProvider(provider) }
    let pipeline = installation.watching(logger: .silent)
    let service = PipelineService(
      pipeline: pipeline, channels: [FileSink(folder: installation.folder("watchfolder"))],
      scanInterval: .milliseconds(100), turns: TurnQueue(atOnce: 2), providers: { try await registry.providers() },
      logger: .silent)
    let running = Task { try await service.run() }
    func published(_ provider: ProviderID) async throws -> Int {
      try await installation.seederWatchfolder.records(of: provider).count { $0.state == .published }
    }
    // Given two that are watched
    for provider in [acme, other] { try installation.drop(FixtureDelivery.small.zip(), for: provider) }
    for provider in [acme, other] { #expect(try await eventually { try await published(provider) == 1 }) }
    // When one is removed, an upload for it is left alone while the other's is taken,
    try await pipeline.removeProvider(acme, keepingData: true)
    var next = FixtureDelivery.small
    next.ratings += "4,1,4.0,1000000000\n"
    for provider in [acme, other] { try installation.drop(next.zip(), for: provider) }
    #expect(try await eventually { try await published(other) == 2 })
    #expect(try await published(acme) == 1)
    #expect(FileManager.default.fileExists(atPath: installation.folder("watchfolder/acme/data.zip")))
    // and when it is back, it is taken.
    try await pipeline.restoreProvider(acme)
    #expect(try await eventually { try await published(acme) == 2 })
    running.cancel()
    _ = await running.result
  }
}

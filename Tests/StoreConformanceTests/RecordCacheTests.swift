import Domain
import Fixtures
import Synchronization
import Testing
import Watchfolders

@Suite("Delivery records that were read before")
struct RecordCacheTests {
  private let folder: TemporaryFolder
  private let first = DeliveryRecord(delivery: digest("a"), takenAt: moment(1), bytes: 1)
  private let second = DeliveryRecord(delivery: digest("b"), takenAt: moment(2), bytes: 1)

  init() throws { folder = try TemporaryFolder() }

  @Test(
    "are read again when another process has changed them, and gone when it removed them", arguments: StoreUnderTest.all
  )
  func changedByOthers(_ engine: StoreUnderTest) async throws {
    let watchfolder = SeederWatchfolder(store: try await engine.open(folder))
    let others = SeederWatchfolder(store: try await engine.open(folder))
    // Given two records that were read
    for record in [first, second] { try await others.write(record, of: acme) }
    #expect(try await watchfolder.records(of: acme) == [first, second])
    // When others change one and remove one
    var changed = first
    changed.state = .published
    try await others.write(changed, of: acme)
    try await others.store.delete(others.key(acme, second.delivery, SeederWatchfolder.Name.record), version: nil)
    // Then it is seen at once.
    #expect(try await watchfolder.records(of: acme) == [changed])
  }

  @Test("are not read again as long as they are the same")
  func notReadTwice() async throws {
    let store = try await StoreUnderTest.folder.open(folder)
    let mayRead = Atomic(true)
    let watchfolder = SeederWatchfolder(
      store: FaultyObjectStore(
        store: store,
        faults: Faults { $0.hasPrefix("read") && !mayRead.load(ordering: .relaxed) }))
    for record in [first, second] { try await watchfolder.write(record, of: acme) }
    _ = try await watchfolder.records(of: acme)
    mayRead.store(false, ordering: .relaxed)
    #expect(try await watchfolder.records(of: acme) == [first, second])
    try await SeederWatchfolder(store: store).write(first, of: acme)
    await #expect(throws: Faults.Breakdown.self) { try await watchfolder.records(of: acme) }
  }
}

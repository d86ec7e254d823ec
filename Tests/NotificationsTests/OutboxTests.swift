import Domain
import Fixtures
import Foundation
import LocalPlatform
import Synchronization
import Testing
import Watchfolders

@testable import Notifications

@Suite("The outbox")
struct OutboxTests {
  let folder: TemporaryFolder
  let store: FolderObjectStore
  let outbox: Outbox

  init() throws {
    folder = try TemporaryFolder()
    store = try FolderObjectStore(folder: folder("store"))
    outbox = Outbox(store: store)
  }

  private func keys(_ place: String) async throws -> [String] {
    try await store.list(prefix: "acme/outbox/\(place)/").map { String($0.key.name.split(separator: "/").last!) }
  }

  private func files() throws -> [String] {
    let path = folder("in/acme/notifications")
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  private func fileSink() throws -> FileSink {
    try FileManager.default.createDirectory(atPath: folder("in"), withIntermediateDirectories: true)
    return FileSink(folder: folder("in"))
  }

  @Test("delivers in the order of time, whatever the order of posting")
  func order() async throws {
    for number in [3, 1, 2] { #expect(try await outbox.post(message(number))) }
    let sink = ScriptedSink("a")
    #expect(try await outbox.deliver(of: acme, to: [sink]) == [])
    #expect(sink.received == [message(1).key, message(2).key, message(3).key])
    #expect(try await keys("pending") == [])
    #expect(try await keys("sent") == [1, 2, 3].map { message($0).key + ".json" })
    #expect(try await store.versions(prefix: "acme/outbox/pending/") == [])
  }

  @Test("takes a key once, before and after it is sent")
  func sameKey() async throws {
    #expect(try await outbox.post(message(1)))
    let again = Notification(
      key: message(1).key, kind: .failed, provider: acme, createdAt: moment(9), subject: "Other", body: "Other\n")
    #expect(try await !outbox.post(again))
    #expect(try await outbox.pending(of: acme) == [message(1)])
    let sink = ScriptedSink("a")
    try await _ = outbox.deliver(of: acme, to: [sink])
    #expect(try await !outbox.post(again))
    try await _ = outbox.deliver(of: acme, to: [sink])
    #expect(sink.received == [message(1).key])
  }

  @Test("drops a key that was posted at the moment in which it was sent")
  func postedWhileSent() async throws {
    let sink = ScriptedSink("a")
    try await outbox.post(message(1))
    let document = try #require(try await store.data(outbox.key(.pending, message(1))))
    try await _ = outbox.deliver(of: acme, to: [sink])
    // Given what a `post` leaves that had looked for the key in `sent` just before
    try await store.put(outbox.key(.pending, message(1)), .data(document))
    #expect(try await outbox.deliver(of: acme, to: [sink]) == [])
    #expect(sink.received == [message(1).key])
    #expect(try await keys("pending") == [])
  }

  @Test("takes one of many posts of a key at once")
  func race() async throws {
    let others = [outbox, Outbox(store: try FolderObjectStore(folder: folder("store")))]
    let threads = ThreadPerJob()
    let posted = try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<8 {
        group.addTask(executorPreference: threads) { try await others[number % 2].post(message(1)) }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    #expect(posted == 1)
    #expect(try await outbox.pending(of: acme) == [message(1)])
  }

  @Test("loses nothing and doubles nothing while a sink fails", arguments: [1, 3, 7])
  func failingSink(_ failures: Int) async throws {
    let broken = ScriptedSink("broken", failing: ["everything": failures])
    let files = try fileSink()
    for number in 1...3 { try await outbox.post(message(number)) }
    var rounds = 0
    while try await !outbox.deliver(of: acme, to: [broken, files]).isEmpty { rounds += 1 }
    #expect(rounds > 0)
    #expect(broken.received.sorted() == [1, 2, 3].map { message($0).key })
    #expect(try self.files().count == 3)
    #expect(try await keys("pending") == [])
    #expect(try await keys("sent").count == 3)
  }

  @Test("does not deliver again to a sink that has the message")
  func marks() async throws {
    let (good, bad) = (ScriptedSink("good"), ScriptedSink("bad", failing: ["everything": 2]))
    try await outbox.post(message(1))
    for attempt in 1...2 {
      let undelivered = try await outbox.deliver(of: acme, to: [good, bad])
      #expect(
        undelivered == [
          UndeliveredMessage(
            key: message(1).key, sink: "bad", attempts: attempt, reason: "the receiver is down")
        ])
      // The marks of earlier attempts are not kept as history.
      #expect(try await store.versions(prefix: "acme/outbox/").count == 1)
    }
    #expect(try await outbox.deliver(of: acme, to: [good, bad]) == [])
    #expect(good.received == [message(1).key])
    #expect(bad.received == [message(1).key])
  }

  @Test("knows a message that nobody has tried from one that was marked or is gone")
  func untried() async throws {
    let key = try outbox.key(.pending, message(1))
    #expect(try await !outbox.isUntried(key))
    try await outbox.post(message(1))
    #expect(try await outbox.isUntried(key))
    // Given a mark of who has it, or of who refused it
    let (good, bad) = (ScriptedSink("good"), ScriptedSink("bad", failing: ["everything": 1]))
    try await _ = outbox.deliver(of: acme, to: [bad])
    #expect(try await !outbox.isUntried(key))
    try await outbox.post(message(2))
    try await _ = outbox.deliver(of: acme, to: [good, ScriptedSink("worse", failing: ["everything": 9])])
    #expect(try await !outbox.isUntried(outbox.key(.pending, message(2))))
    try await _ = outbox.deliver(of: acme, to: [good])
    #expect(try await !outbox.isUntried(key))
  }

  @Test("holds younger messages back behind one that fails, but not for ever")
  func poison() async throws {
    let sink = ScriptedSink("a", failing: [message(1).key: 1000])
    let other = ScriptedSink("b")
    for number in 1...3 { try await outbox.post(message(number)) }
    for attempt in 1..<Outbox.attemptsInOrder {
      let undelivered = try await outbox.deliver(of: acme, to: [sink, other])
      #expect(undelivered.map(\.key) == [1, 2, 3].map { message($0).key })
      #expect(undelivered.map(\.attempts) == [attempt, 0, 0])
      #expect(undelivered[1].reason == "waits for \(message(1).key), which is to arrive before it")
      #expect(sink.received == [])
    }
    let undelivered = try await outbox.deliver(of: acme, to: [sink, other])
    #expect(undelivered.map(\.key) == [message(1).key])
    #expect(sink.received == [message(2).key, message(3).key])
    #expect(other.received == [1, 2, 3].map { message($0).key })
    #expect(try await outbox.pending(of: acme) == [message(1)])
  }

  @Test("tells of a message that cannot be read, and goes on")
  func unreadable() async throws {
    try await store.put(#require(ObjectKey("acme/outbox/pending/0.json")), .data(Data("{".utf8)))
    try await outbox.post(message(1))
    let sink = ScriptedSink("a")
    let undelivered = try await outbox.deliver(of: acme, to: [sink])
    #expect(undelivered.map(\.key) == ["acme/outbox/pending/0.json"])
    #expect(undelivered.first?.sink == nil)
    #expect(sink.received == [message(1).key])
    #expect(try await keys("pending") == ["0.json"])
  }

  @Test("delivers again after a crash, to the file sink without a second file", arguments: ["mark", "sent", "forget"])
  func crash(_ moment: String) async throws {
    let files = try fileSink()
    try await outbox.post(message(1))
    // Given a crash after the delivery: before it is marked, remembered as sent, or forgotten as pending
    let faults = Faults { call in
      switch moment {
      case "mark": call.hasPrefix("put ") && call.contains("/pending/")
      case "sent": call.hasPrefix("put ") && call.contains("/sent/")
      default: call.hasPrefix("delete ") && call.contains("/pending/")
      }
    }
    let failing = FaultyObjectStore(store: store, faults: faults)
    await #expect(throws: (any Error).self) {
      _ = try await Outbox(store: failing).deliver(of: acme, to: [files])
    }
    #expect(faults.struck)
    #expect(try self.files().count == 1)
    #expect(try await keys("pending").count == 1)
    // When the next start delivers
    #expect(try await outbox.deliver(of: acme, to: [files]) == [])
    // Then it is sent once, as far as the receiver can see
    #expect(try self.files().count == 1)
    #expect(try await keys("pending") == [])
    #expect(try await keys("sent").count == 1)
    #expect(try await store.versions(prefix: "acme/outbox/pending/") == [])
  }

  @Test("counts no attempt when it is cancelled")
  func cancelled() async throws {
    struct Cancelled: NotificationSink {
      let name = "a"
      func deliver(_ notification: Notifications.Notification) async throws { throw CancellationError() }
    }
    try await outbox.post(message(1))
    await #expect(throws: CancellationError.self) { _ = try await outbox.deliver(of: acme, to: [Cancelled()]) }
    let down = ScriptedSink("a", failing: ["everything": 1])
    #expect(try await outbox.deliver(of: acme, to: [down]).map(\.attempts) == [1])
  }

  @Test("keeps messages while there is no sink")
  func noSink() async throws {
    try await outbox.post(message(1))
    #expect(try await outbox.deliver(of: acme, to: []) == [])
    #expect(try await outbox.pending(of: acme) == [message(1)])
  }

  @Test(
    "refuses a key that cannot be a file name", arguments: ["", "a/b", "..", "ä", String(repeating: "a", count: 151)])
  func badKey(_ key: String) async throws {
    let bad = Notification(key: key, kind: .failed, provider: acme, createdAt: moment(0), subject: "", body: "")
    let error = await #expect(throws: BoxOfficeError.self) { try await outbox.post(bad) }
    #expect(error?.code == "notification-key-invalid")
  }

  @Test("asks who is to get a message at the moment of delivery, also of one that was posted before contacts changed")
  func contacts() async throws {
    // Given a message for somebody whose address is wrong, beside somebody who has it
    let channel = ScriptedChannel()
    let (wrong, right) = ("tpyo@films.example", "typo@films.example")
    channel[wrong] = ScriptedSink(wrong, failing: ["everything": 1])
    try await outbox.post(message(1))
    let other = ScriptedSink("other")
    #expect(try await outbox.deliver(of: acme, to: [channel, other], contacts: contacts(wrong)).map(\.sink) == [wrong])
    // When the address is corrected
    #expect(try await outbox.deliver(of: acme, to: [channel, other], contacts: contacts(right)) == [])
    // Then it goes to the right one, to the other one not again, and nowhere else any more
    #expect(channel[right].received == [message(1).key])
    #expect(channel[wrong].received == [])
    #expect(other.received == [message(1).key])
    #expect(try await keys("pending") == [])
  }

  @Test("of two receivers of one channel the one that is there has each message once while the other is down")
  func oneOfTwo() async throws {
    let channel = ScriptedChannel()
    let (up, down) = ("up@films.example", "down@films.example")
    channel[down] = ScriptedSink(down, failing: ["everything": 3])
    for number in 1...2 { try await outbox.post(message(number)) }
    while try await !outbox.deliver(of: acme, to: [channel], contacts: contacts(up, down)).isEmpty {}
    #expect(channel[up].received == [message(1).key, message(2).key])
    #expect(channel[down].received == [message(1).key, message(2).key])
  }

  @Test("tells a receiver only what it wants to know, and is done with the rest")
  func kinds() async throws {
    let sink = ScriptedSink("a", kinds: [.rejected])
    try await outbox.post(message(1, kind: .received))
    try await outbox.post(message(2, kind: .rejected))
    #expect(try await outbox.deliver(of: acme, to: [sink]) == [])
    #expect(sink.received == [message(2).key])
    #expect(try await keys("pending") == [])
  }

  private func contacts(_ addresses: String...) -> Contacts {
    var contacts = Contacts()
    contacts.emails = addresses.map { EmailAddress(text: $0)! }
    return contacts
  }
}

/// A sink for each of the provider's e-mail addresses.
private final class ScriptedChannel: NotificationChannel {
  private let known = Mutex<[String: ScriptedSink]>([:])

  subscript(address: String) -> ScriptedSink {
    get { known.withLock { $0[address, default: ScriptedSink(address)] } }
    set { known.withLock { $0[address] = newValue } }
  }

  func sinks(for provider: ProviderID, contacts: Contacts) -> [any NotificationSink] {
    contacts.emails.map { address in
      known.withLock { known in
        let sink = known[address.description] ?? ScriptedSink(address.description)
        known[address.description] = sink
        return sink
      }
    }
  }
}

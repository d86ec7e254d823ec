import CloudPlatform
import Domain
import Fixtures
import Foundation
import Synchronization
import Testing
import Watchfolders

/// What the port promises when the line to the store breaks, in every place where it can.
@Suite("An object store on S3 behind a bad line", .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
struct BadLineTests {
  let folder: TemporaryFolder
  let server: SeaweedFSServer
  let line: FaultyLine
  let store: S3ObjectStore
  /// The beginning of a request for an object or its parts.
  let path: String

  init() async throws {
    folder = try TemporaryFolder()
    server = try await SeaweedFSServer.shared.value
    line = try FaultyLine(to: server.port)
    store = S3ObjectStore(client: try server.client(prefix: folder.s3Prefix, endpoint: line.endpoint))
    path = "/boxoffice/\(folder.s3Prefix)"
  }

  /// The same objects over a sound line.
  private func sound() async throws -> any ObjectStore { try await StoreUnderTest.s3.open(folder) }

  enum Condition: String, CaseIterable, Sendable {
    case always, absent, current
  }

  private func prepare(_ condition: Condition) async throws -> WriteCondition {
    switch condition {
    case .always: return .always
    case .absent: return .absent
    case .current: return .current(try await sound().put("a", "old").version)
    }
  }

  /// The store, with something that happens while it pauses.
  private func store(_ whilePausing: @escaping @Sendable () async throws -> Void) throws -> S3ObjectStore {
    var policy = SeaweedFSServer.quick
    policy.sleep = { _ in try await whilePausing() }
    return S3ObjectStore(
      client: try server.client(prefix: folder.s3Prefix, endpoint: line.endpoint, retry: policy))
  }

  /// Exactly one version was made, and it is the one that was returned.
  private func expectOne(_ info: ObjectInfo, _ condition: Condition) async throws {
    let versions = try await sound().versions(prefix: "a")
    #expect(versions.count == (condition == .current ? 2 : 1))
    #expect(versions.first == info)
    #expect(line.isClear)
  }

  @Test("puts once when the request is cut off", arguments: Condition.allCases, [0, 100, 100_000])
  func cutRequest(_ condition: Condition, _ bytes: Int) async throws {
    let precondition = try await prepare(condition)
    let content = pattern(300_000)
    line.next("PUT \(path)/a", .cutRequest(after: bytes))
    line.next("PUT \(path)/a", .cutRequest(after: bytes))
    let info = try await store.put(key("a"), .data(content), if: precondition)
    try await expectOne(info, condition)
    #expect(try await sound().data(key("a")) == content)
  }

  @Test("puts once, and knows it, when the answer is lost", arguments: Condition.allCases)
  func lostAnswer(_ condition: Condition) async throws {
    let precondition = try await prepare(condition)
    line.next("PUT \(path)/a", .loseAnswer)
    let info = try await store.put("a", "text", if: precondition)
    try await expectOne(info, condition)
  }

  @Test("knows its own put when others have put something since")
  func lostAnswerAndOthers() async throws {
    // Given a put whose answer is lost, and somebody who puts while we try to find out what became of it
    let others = try await sound()
    let first = try await others.put("a", "old")
    line.next("PUT \(path)/a", .loseAnswer)
    line.next("GET /boxoffice?versions", .cutRequest(after: 0))
    let store = try store { try await others.put("a", "theirs") }
    let ours = try await store.put("a", "ours", if: .current(first.version))
    // Then ours is there, once
    let versions = try await others.versions(prefix: "a")
    #expect(versions.count == 3)
    #expect(versions[1].version == ours.version)
    #expect(try await others.text("a", version: ours.version) == "ours")
  }

  @Test("says that a condition did not hold, also when the first answer is lost")
  func lostRefusal() async throws {
    try await sound().put("a", "theirs")
    line.next("PUT \(path)/a", .loseAnswer)
    await expectError(ObjectStoreError.preconditionFailed) { try await store.put("a", "ours", if: .absent) }
    #expect(try await sound().versions(prefix: "a").count == 1)
  }

  /// A file of three parts, of which the last is small.
  private func largeFile() throws -> (path: String, content: Data) {
    let content = pattern((17 << 20) + 123)
    return (try folder.write(content, to: "incoming/large"), content)
  }

  @Test(
    "stores a large file once, wherever the line is cut",
    arguments: [
      ("POST %/a?uploads=", FaultyLine.Fault.loseAnswer), ("PUT %/a?partNumber=2", .cutRequest(after: 1_000_000)),
      ("PUT %/a?partNumber=3", .loseAnswer), ("POST %/a?uploadId=", .cutRequest(after: 10)),
      ("POST %/a?uploadId=", .loseAnswer), ("POST %/a?uploadId=", .cutAnswer(after: 30)),
    ])
  func largeFile(_ example: (request: String, fault: FaultyLine.Fault)) async throws {
    let (file, content) = try largeFile()
    line.next(example.request.replacingOccurrences(of: "%", with: path), example.fault)
    let info = try await store.put(key("a"), .takingFile(file), if: .absent)
    try await expectOne(info, .absent)
    #expect(!FileManager.default.fileExists(atPath: file))
    #expect(try await sound().data(key("a")) == content)
  }

  @Test("reads on where it was cut off, the version it began with", arguments: [0, 1000, 1_000_000, 3_000_000])
  func cutDownload(_ bytes: Int) async throws {
    let content = pattern(9 << 20)
    let others = try await sound()
    try await others.put(key("a"), .data(content))
    for _ in 1...3 { line.next("GET \(path)/a", .cutAnswer(after: bytes)) }
    // A new version, put while we read, must not be mixed in.
    let store = try store { try await others.put("a", "new") }
    let read = try #require(try await store.data(key("a")))
    // Only when nothing of an answer had come did it begin with the new one.
    #expect(read == (bytes == 0 ? Data("new".utf8) : content))
    #expect(line.isClear)
  }

  @Test("reads a range on where it was cut off")
  func cutRange() async throws {
    let content = pattern(2 << 20)
    try await sound().put(key("a"), .data(content))
    line.next("GET \(path)/a", .cutAnswer(after: 300_000))
    var read = Data()
    try await store.read(key("a"), version: nil, range: 1000..<1_500_000) { read.append(contentsOf: $0) }
    #expect(read == content[1000..<1_500_000])
    #expect(line.isClear)
  }

  @Test("lists and deletes when answers are lost")
  func listAndDelete() async throws {
    let others = try await sound()
    let first = try await others.put("a", "first")
    let second = try await others.put("a", "second")
    line.next("GET /boxoffice?versions", .cutAnswer(after: 300))
    #expect(try await store.versions(prefix: "a").map(\.version) == [second, first].map(\.version))
    line.next("DELETE \(path)/a", .loseAnswer)
    line.next("DELETE \(path)/a", .loseAnswer)
    try await store.delete(key("a"), version: second.version)
    #expect(try await others.keys() == [])
    #expect(try await others.versions(prefix: "").map(\.version) == [first.version])
    #expect(line.isClear)
  }

  /// With a condition: a server that takes up a request again which we have given up carries it out all the same.
  @Test("goes on when a server that does not answer any more is given up", arguments: [true, false])
  func silence(_ isStalled: Bool) async throws {
    var timeouts = HTTPTransport.Timeouts()
    timeouts.idle = .seconds(1)
    let client = try server.client(
      prefix: folder.s3Prefix, endpoint: line.endpoint, transport: HTTPTransport(timeouts: timeouts))
    let store = S3ObjectStore(client: client)
    line.next("PUT \(path)/a", isStalled ? .stall(after: 100_000) : .holdAnswer)
    let info = try await store.put(key("a"), .data(pattern(4 << 20)), if: .absent)
    try await expectOne(info, .absent)
  }

  @Test("waits for a server that comes back")
  func refused() async throws {
    let pauses = Mutex(0)
    let store = try store { [line] in
      if pauses.withLock({
        $0 += 1; return $0 == 4
      }) {
        line.refuse(false)
      }
    }
    line.refuse(true)
    let info = try await store.put("a", "text")
    #expect(try await sound().list(prefix: "") == [info])
  }

  @Test("gives up on a server that does not, says what to do, and leaves the file")
  func away() async throws {
    let (file, content) = try largeFile()
    line.refuse(true)
    let error = await expectError(ObjectStoreError.failed) { try await store.put(key("a"), .takingFile(file)) }
    #expect(error?.message.contains("could not store a in s3://boxoffice/\(folder.s3Prefix)/") == true)
    #expect(error?.message.contains("Check that \(line.endpoint) is right and can be reached") == true)
    #expect(error?.message.contains("10 attempts") == true)
    #expect(FileManager.default.contents(atPath: file) == content)
    for body in [
      { _ = try await store.list(prefix: "") }, { _ = try await store.data(key("a")) },
      { try await store.delete(key("a"), version: nil) },
      { _ = try await store.localFile(key("a"), version: nil, scratch: folder.path) },
    ] as [() async throws -> Void] {
      await expectError(ObjectStoreError.failed, body)
    }
  }

  @Test("stops at once when it is cancelled, and leaves no parts behind", arguments: ["part", "download"])
  func cancelled(_ what: String) async throws {
    let (file, content) = try largeFile()
    let others = try await sound()
    try await others.put(key("b"), .data(content))
    line.next("PUT \(path)/a?partNumber=2", .holdAnswer)
    line.next("GET \(path)/b", .holdAnswer)
    let store = store
    let task = Task {
      if what == "part" {
        _ = try await store.put(key("a"), .takingFile(file))
      } else {
        _ = try await store.data(key("b"))
      }
    }
    // When the server's answer is waited for
    while !line.requests.contains(where: {
      $0.hasPrefix(what == "part" ? "PUT \(path)/a?partNumber=2" : "GET \(path)/b")
    }) {
      await Task.yield()
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    // Then nothing is stored, and the server was told to forget the parts
    #expect(try await others.keys("a") == [])
    #expect(FileManager.default.contents(atPath: file) == content)
    if what == "part" { #expect(line.requests.contains { $0.hasPrefix("DELETE \(path)/a?uploadId=") }) }
  }

  @Test("tells the server to forget the parts when a file cannot be stored")
  func abort() async throws {
    let (file, _) = try largeFile()
    try await sound().put("a", "there")
    await expectError(ObjectStoreError.preconditionFailed) {
      _ = try await store.put(key("a"), .takingFile(file), if: .absent)
    }
    #expect(FileManager.default.fileExists(atPath: file))
    #expect(line.requests.last?.hasPrefix("DELETE \(path)/a?uploadId=") == true)
    #expect(try await sound().text("a") == "there")
  }
}

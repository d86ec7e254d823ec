import Access
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

@Suite("Users are one document, which every process reads and nobody half writes")
struct UserRegistryTests {
  private let folder: TemporaryFolder
  private let store: any ObjectStore
  private let registry: UserRegistry

  init() throws {
    folder = try TemporaryFolder()
    store = try FolderObjectStore(folder: folder("store"))
    registry = UserRegistry(store: store)
  }

  private func user(_ name: String, password: String = "correct horse battery") throws -> User {
    User(
      name: try #require(UserName(text: name)), scopes: [Scope(provider: .default)],
      password: try PasswordHash(try #require(Password(chosen: password)), cost: PasswordHashTests.cheap),
      createdAt: ManualTime.start, rotatedAt: ManualTime.start)
  }

  @Test("Added, listed by name, given a new password, removed")
  func cycle() async throws {
    #expect(try await registry.users().isEmpty)
    let (bob, ana) = (try user("bob"), try user("ana@example.org"))
    try await registry.add(bob)
    try await registry.add(ana)
    #expect(try await registry.users() == [ana, bob])
    let later = ManualTime.start.adding(.seconds(60))
    let other = try user("bob", password: "another horse battery").password
    try await registry.rotate(bob.name, to: other, at: later)
    let rotated = try #require(try await registry.users().last)
    #expect(rotated.password == other && rotated.createdAt == bob.createdAt && rotated.rotatedAt == later)
    try await registry.remove(bob.name)
    #expect(try await registry.users() == [ana])
  }

  @Test("A name is added once; one that is not there is neither changed nor removed, and the nearest one is named")
  func refusals() async throws {
    let ana = try user("ana")
    try await registry.add(ana)
    await #expect { try await registry.add(ana) } throws: { ($0 as? BoxOfficeError)?.code == UserRegistry.exists }
    let anna = try #require(UserName(text: "anna"))
    func isUnknown(_ error: any Error) -> Bool {
      guard let error = error as? BoxOfficeError else { return false }
      return error.code == UserRegistry.unknown && error.message.contains("Did you mean ana?")
    }
    await #expect { try await registry.remove(anna) } throws: { isUnknown($0) }
    await #expect { try await registry.rotate(anna, to: ana.password, at: ManualTime.start) } throws: { isUnknown($0) }
    #expect(try await registry.users() == [ana])
  }

  @Test("Operators who add at the same moment all find their user there")
  func atOnce() async throws {
    let users = try (1...6).map { try user("user\($0)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for user in users { group.addTask { try await registry.add(user) } }
      try await group.waitForAll()
    }
    #expect(try await registry.users() == users)
  }

  @Test("No password is in what is kept")
  func unkept() async throws {
    try await registry.add(try user("ana", password: "canary canary canary"))
    let paths = try #require(FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String])
    for path in paths {
      guard let bytes = FileManager.default.contents(atPath: folder(path)) else { continue }
      #expect(bytes.range(of: Data("canary".utf8)) == nil, "\(path)")
    }
  }
}

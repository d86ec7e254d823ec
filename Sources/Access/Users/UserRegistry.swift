import Domain
import Foundation
import Watchfolders

/// The users of an installation, in one document beside the deliveries, so that every process sees them all, or a change of
/// all, at once: `_access/users.json`. No provider's name begins with `_`, so that the key is nobody's.
///
/// A thousand users are 400 kB. A change is a compare-and-swap, tried again when somebody else was faster.
package struct UserRegistry: Sendable {
  /// The codes of the errors that a person can do something about.
  package static let exists = "user-exists"
  package static let unknown = "user-unknown"

  private struct Document: Codable {
    var format = 1
    var users: [User] = []
  }

  private static let key = ObjectKey("_access/users.json")!
  /// Operators change users one by one; as many at the same moment are a program out of control.
  private static let attempts = 10

  private let store: any ObjectStore

  package init(store: any ObjectStore) { self.store = store }

  /// All of them, by name.
  package func users() async throws -> [User] {
    guard let data = try await store.data(Self.key) else { return [] }
    return try decode(data).users
  }

  /// Error: `user-exists`.
  package func add(_ user: User) async throws {
    try await change { users in
      guard !users.contains(where: { $0.name == user.name }) else {
        throw BoxOfficeError(
          code: Self.exists,
          message: "there is a user \(user.name) already; `boxoffice user rotate \(user.name)` gives a new password")
      }
      users.append(user)
    }
  }

  /// Error: `user-unknown`.
  package func remove(_ name: UserName) async throws {
    try await change { users in users.remove(at: try Self.index(of: name, in: users)) }
  }

  /// Replaces the password; the old one holds no longer. Error: `user-unknown`.
  package func rotate(_ name: UserName, to password: PasswordHash, at now: Timestamp) async throws {
    try await change { users in
      let index = try Self.index(of: name, in: users)
      let user = users[index]
      users[index] = User(
        name: name, scopes: user.scopes, password: password, createdAt: user.createdAt, rotatedAt: now)
    }
  }

  private static func index(of name: UserName, in users: [User]) throws -> Int {
    if let index = users.firstIndex(where: { $0.name == name }) { return index }
    let hint = NearestName.to(name.description, among: users.map(\.name.description)).map { " Did you mean \($0)?" }
    throw BoxOfficeError(
      code: Self.unknown, message: "there is no user \(name).\(hint ?? "") `boxoffice user list` shows them")
  }

  private func change(_ body: (inout [User]) throws -> Void) async throws {
    for _ in 1..<Self.attempts {
      do {
        return try await changeOnce(body)
      } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
        // Somebody else was faster: their change is the ground of ours.
      }
    }
    try await changeOnce(body)
  }

  private func changeOnce(_ body: (inout [User]) throws -> Void) async throws {
    var condition = WriteCondition.absent
    var document = Document()
    if let version = try await store.list(prefix: Self.key.name).first(where: { $0.key == Self.key })?.version {
      condition = .current(version)
      var data = Data()
      try await store.read(Self.key, version: version, range: nil) { data.append(contentsOf: $0) }
      document = try decode(data)
    }
    try body(&document.users)
    document.users.sort { $0.name < $1.name }
    try await store.put(Self.key, .data(try JSONDocument.encode(document)), if: condition)
  }

  private func decode(_ data: Data) throws -> Document {
    try JSONDocument.decode(Document.self, from: data, what: "the document \(Self.key) of the Seeder Watchfolder")
  }
}

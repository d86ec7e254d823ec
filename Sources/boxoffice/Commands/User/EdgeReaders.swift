import Access
import CloudPlatform
import Domain

/// The edge's own list of readers, which the commands about users keep as well where one is configured.
struct EdgeReaders: Sendable {
  private let list: CloudFrontReaders

  /// `nil` if there is no such list.
  init?(_ installation: Installation) throws {
    guard !installation.configuration.edgeReaders.isEmpty else { return nil }
    list = try CloudFrontReaders(installation.configuration.edgeReaders, logger: installation.logger)
  }

  /// Lets the user in by a generated password, and by no other. `nil` is one that somebody chose, which the edge must not
  /// know: the user is taken off the list then.
  func put(_ name: UserName, _ user: EdgeUser?) async throws {
    guard let user else {
      _ = try await list.remove(EdgeUser.entry(of: name))
      return Output.talk(
        "the edge does not know the password, since somebody chose it; \(name) exchanges it at /auth/token")
    }
    do {
      try await list.put(EdgeUser.entry(of: name), user.value)
    } catch let error as BoxOfficeError {
      throw BoxOfficeError(
        code: error.code,
        message: "\(error.message). The edge does not know the new password of \(name): when that is mended,"
          + " `boxoffice user rotate \(name)` makes another",
        cause: error.cause)
    }
  }

  /// What `boxoffice doctor` says of the list.
  func check() async throws -> String { try await list.check() }

  /// Returns whether the user was on the list.
  func remove(_ name: UserName) async throws -> Bool { try await list.remove(EdgeUser.entry(of: name)) }
}

import Domain
import Foundation
import Logging
import Watchfolders

/// An `ObjectStore` in a versioned bucket of S3, or of a server that speaks it, for any number of machines.
///
/// A key is the location's prefix and the key; a version is S3's version id. Listings are made from the listing of
/// versions, since the one of objects does not name versions.
///
/// `WriteCondition.current` is S3's `If-Match`, which compares ETags. A version is looked up first: it must be the
/// current one, and its ETag is what the put then insists on. Two versions of the same bytes have the same ETag, so
/// that within the moment between look and put someone may have put other bytes and then the old ones again (or the
/// same bytes once more) without our seeing it. Nothing is lost by it: what is replaced are exactly the bytes that the
/// caller had read. Who must tell such versions apart, for a lease or a lock, puts something of its own into the bytes.
package final class S3ObjectStore: ObjectStore {
  let client: S3Client
  /// Names in a page of a listing.
  let pageSize: Int

  /// A store at the client's location; nothing is asked of the server yet. `pageSize` is for tests.
  package init(client: S3Client, pageSize: Int = 1000) {
    self.client = client
    self.pageSize = pageSize
  }

  /// The store at `s3://bucket/prefix`; see `S3Location`. Nothing is asked of the server yet.
  package convenience init(
    _ url: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    logger: Logger = Logger(label: "boxoffice.s3")
  ) throws {
    self.init(client: try S3Client(url, environment: environment, logger: logger))
  }

  /// The store at `s3://bucket/prefix`, once it is sure that the bucket can be reached and keeps versions.
  package static func open(
    _ url: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    logger: Logger = Logger(label: "boxoffice.s3")
  ) async throws -> S3ObjectStore {
    let store = try S3ObjectStore(url, environment: environment, logger: logger)
    try await store.client.requireVersioning()
    return store
  }

  /// Throws unless the bucket can be reached and keeps versions.
  package func requireVersioning() async throws { try await client.requireVersioning() }

  /// What `boxoffice doctor` wants to know.
  package func checks() async -> [EngineCheck] { await S3Checks(client: client).run() }

  package func place(of key: ObjectKey) -> String { "s3://\(client.location.bucket)/\(name(key))" }

  package func list(prefix: String) async throws -> [ObjectInfo] {
    // Of 1,000 entries few are old versions: retention sees to it.
    try await versions(prefix: prefix).filter(\.isCurrent)
  }

  package func versions(prefix: String) async throws -> [ObjectInfo] {
    try await explained("list \(prefix)") {
      let entries = try await client.entries(prefix: client.location.prefix + prefix, pageSize: pageSize)
      return try Self.sorted(entries).compactMap(info)
    }
  }

  package func delete(_ key: ObjectKey, version: ObjectVersion?) async throws {
    try await explained("delete \(key)") {
      if let version { try await remove(version, of: name(key)) } else { try await hide(name(key)) }
    }
  }

  /// Which of our objects an object of a bucket is; `nil` if it is none.
  package func key(ofObject name: String, in bucket: String) -> ObjectKey? {
    guard bucket == client.location.bucket, name.hasPrefix(client.location.prefix) else { return nil }
    return ObjectKey(String(name.dropFirst(client.location.prefix.count)))
  }

  /// The key in the bucket.
  func name(_ key: ObjectKey) -> String { client.location.prefix + key.name }

  /// By the bytes of the key; within one key the server's order, newest first, stands.
  private static func sorted(_ entries: [S3Entry]) throws -> [S3Entry] {
    entries.enumerated().sorted { left, right in
      left.element.key == right.element.key
        ? left.offset < right.offset : left.element.key.utf8.lexicographicallyPrecedes(right.element.key.utf8)
    }.map(\.element)
  }

  /// `nil` for delete markers, and for keys that someone else has put there.
  private func info(_ entry: S3Entry) -> ObjectInfo? {
    guard !entry.isDeleteMarker, let key = ObjectKey(String(entry.key.dropFirst(client.location.prefix.count))) else {
      return nil
    }
    return ObjectInfo(
      key: key, version: ObjectVersion(id: entry.version), bytes: entry.bytes, isCurrent: entry.isLatest)
  }

  /// Turns what the server says into one of the port's errors.
  func explained<Result>(_ what: String, _ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let failure as S3Failure {
      throw failure.explained("\(what) in \(client.location)", at: client.location, now: client.now())
    } catch let error as BoxOfficeError where error.code == CredentialsFailure.code {
      throw BoxOfficeError(
        code: ObjectStoreError.failed, message: "could not \(what) in \(client.location): \(error.message)",
        cause: error.cause)
    }
  }

  func notFound(_ key: ObjectKey, _ version: ObjectVersion?) -> BoxOfficeError {
    BoxOfficeError(
      code: ObjectStoreError.notFound,
      message: "there is no object \(key)\(version.map { " of version \($0)" } ?? "") in \(client.location)")
  }
}

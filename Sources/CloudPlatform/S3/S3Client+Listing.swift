import Foundation
import NIOHTTP1

/// One version of an object, or a delete marker, as a listing shows it.
struct S3Entry: Sendable, Equatable {
  /// The whole key, with the location's prefix.
  let key: String
  let version: String
  let etag: String
  let bytes: Int64
  let isLatest: Bool
  let isDeleteMarker: Bool
}

extension S3Client {
  /// What one listing asks for: S3 gives 1,000 at most.
  static let pageSize = 1000

  /// Every version and delete marker of the keys that start with `prefix` (with the location's own), by key, newest
  /// first. `isEnough` may end the listing after a page.
  func entries(
    prefix: String, pageSize: Int = pageSize, isEnough: ([S3Entry]) -> Bool = { _ in false }
  ) async throws -> [S3Entry] {
    var entries: [S3Entry] = []
    var marker: [(name: String, value: String)] = []
    while true {
      let query =
        [
          (name: "versions", value: ""), (name: "prefix", value: prefix), (name: "max-keys", value: "\(pageSize)"),
          (name: "encoding-type", value: "url"),
        ] + marker
      let page = try await send(S3Request(method: .GET, query: query)).document("ListVersionsResult")
      let isEncoded = page.text("EncodingType") == "url"
      for child in page.children where child.name == "Version" || child.name == "DeleteMarker" {
        let entry = try S3Entry(child, isEncoded: isEncoded)
        // Some servers take `a//` for `a/`.
        if entry.key.utf8.starts(with: prefix.utf8) { entries.append(entry) }
      }
      guard page.text("IsTruncated") == "true", !isEnough(entries) else { return entries }
      guard let key = page.text("NextKeyMarker") else {
        throw S3Failure(.malformed("a listing of \(prefix) says that it goes on, but not where"))
      }
      let next =
        [(name: "key-marker", value: try S3Entry.decoded(key, isEncoded))]
        + (page.text("NextVersionIdMarker").map { [(name: "version-id-marker", value: $0)] } ?? [])
      guard !next.elementsEqual(marker, by: ==) else {
        throw S3Failure(.malformed("a listing of \(prefix) does not get any further than \(key)"))
      }
      marker = next
    }
  }

  /// Every version and delete marker of one key, newest first.
  func entries(of key: String) async throws -> [S3Entry] {
    try await entries(prefix: key) { $0.last.map { $0.key != key } ?? false }.filter { $0.key == key }
  }

  /// The current keys that start with `prefix` (with the location's own).
  func keys(prefix: String, pageSize: Int = pageSize) async throws -> [String] {
    var keys: [String] = []
    var continuation: [(name: String, value: String)] = []
    while true {
      let query =
        [
          (name: "list-type", value: "2"), (name: "prefix", value: prefix), (name: "max-keys", value: "\(pageSize)"),
          (name: "encoding-type", value: "url"),
        ] + continuation
      let page = try await send(S3Request(method: .GET, query: query)).document("ListBucketResult")
      let isEncoded = page.text("EncodingType") == "url"
      for child in page.all("Contents") {
        guard let key = child.text("Key") else { throw S3Failure(.malformed("a listing has an entry without a key")) }
        keys.append(try S3Entry.decoded(key, isEncoded))
      }
      guard page.text("IsTruncated") == "true" else { return keys.filter { $0.utf8.starts(with: prefix.utf8) } }
      guard let token = page.text("NextContinuationToken"), continuation.first?.value != token else {
        throw S3Failure(.malformed("a listing of \(prefix) says that it goes on, but not where"))
      }
      continuation = [(name: "continuation-token", value: token)]
    }
  }

  /// Whether the bucket keeps versions: `Enabled`, `Suspended`, or `nil` if it never has.
  func versioning() async throws -> (status: String?, headers: HTTPHeaders) {
    let answer = try await send(S3Request(method: .GET, query: [(name: "versioning", value: "")]))
    return (try answer.document("VersioningConfiguration").text("Status"), answer.headers)
  }
}

extension S3Entry {
  fileprivate init(_ tree: XMLTree, isEncoded: Bool) throws {
    let isDeleteMarker = tree.name == "DeleteMarker"
    guard let key = tree.text("Key"), let version = tree.text("VersionId"), let isLatest = tree.text("IsLatest"),
      let bytes = isDeleteMarker ? 0 : tree.text("Size").flatMap({ Int64($0) })
    else { throw S3Failure(.malformed("a listing has an entry without key, version or size")) }
    self.init(
      key: try Self.decoded(key, isEncoded), version: version, etag: tree.text("ETag") ?? "", bytes: bytes,
      isLatest: isLatest == "true", isDeleteMarker: isDeleteMarker)
  }

  /// Keys come percent-encoded, since XML cannot hold every character that a key can.
  static func decoded(_ text: String, _ isEncoded: Bool) throws -> String {
    guard isEncoded else { return text }
    guard let decoded = text.replacing("+", with: " ").removingPercentEncoding else {
      throw S3Failure(.malformed("a listing has the key \(text), which is no percent-encoding"))
    }
    return decoded
  }
}

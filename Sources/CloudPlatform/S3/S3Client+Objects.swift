import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Watchfolders

/// What is known of one version of an object without reading it.
struct S3Head: Sendable, Equatable {
  let version: String
  /// With its quotes, as it is compared.
  let etag: String
  let bytes: Int64
  let lastModified: Timestamp
  /// Who made it: see `S3Client.putMark`.
  let mark: String?
}

extension S3Head {
  fileprivate init(_ headers: HTTPHeaders, of key: String) throws {
    guard let version = headers.versionID, let etag = headers.first(name: "etag"),
      let bytes = headers.first(name: "content-length").flatMap({ Int64($0) }),
      let lastModified = headers.first(name: "last-modified").flatMap(Timestamp.init(httpDate:))
    else {
      throw S3Failure(
        .malformed("\(key) is described without a version, ETag, Last-Modified or length; is the bucket versioned?"))
    }
    self.init(
      version: version, etag: etag, bytes: bytes, lastModified: lastModified,
      mark: headers.first(name: S3Client.putMark))
  }
}

extension S3Client {
  /// Every put carries a mark of its own, by which a put whose answer was lost is recognised.
  static let putMark = "x-amz-meta-boxoffice-put"

  /// Describes one version, the current one for `nil`; `nil` if there is none.
  func head(_ key: String, version: String? = nil) async throws -> S3Head? {
    let query = version.map { [(name: "versionId", value: $0)] } ?? []
    for isLast in [false, true] {
      do {
        return try S3Head(try await send(S3Request(method: .HEAD, key: key, query: query)).headers, of: key)
      } catch let failure as S3Failure where failure.status.map({ (300..<500).contains($0.code) }) == true && !isLast {
        guard try await explainedByGet(key, version: version, query) else { return nil }
      }
    }
    return nil
  }

  /// An answer to HEAD has no body, so that a missing bucket looks like a missing object, and a wrong clock like
  /// missing rights: a GET tells. Returns whether the object is there, for it may have come meanwhile.
  private func explainedByGet(
    _ key: String, version: String?, _ query: [(name: String, value: String)]
  ) async throws -> Bool {
    do {
      _ = try await send(
        S3Request(method: .GET, key: key, query: query, headers: [(name: "range", value: "bytes=0-0")]))
      return true
    } catch let failure as S3Failure {
      if failure.isMissingObject(version: version) { return false }
      if failure.status == .rangeNotSatisfiable { return true }  // an empty object
      throw failure
    }
  }

  /// Stores a body under a key, and returns its version. `headers` may hold conditions.
  func put(
    _ key: String, _ body: S3Body, headers: [(name: String, value: String)] = []
  ) async throws -> String {
    let mark = UUID().uuidString
    let checksum = (name: "x-amz-checksum-sha256", value: body.checksum.base64)
    let request = S3Request(
      method: .PUT, key: key, headers: headers + [checksum, (name: Self.putMark, value: mark)], body: body)
    let response = try await send(request) { try await lookUp(mark, of: key) }
    return try madeVersion(response)
  }

  /// Removes one version for ever, a delete marker as well; without a version puts a delete marker in front.
  @discardableResult
  func delete(
    _ key: String, version: String? = nil, headers: [(name: String, value: String)] = []
  ) async throws -> S3Response {
    let query = version.map { [(name: "versionId", value: $0)] } ?? []
    return try await send(S3Request(method: .DELETE, key: key, query: query, headers: headers))
  }

  /// What a put of this mark was answered, if it was carried out: it is among the newest versions then.
  ///
  /// Whoever has written since has looked at what we wrote; more than a few are not to be expected within the moments
  /// between two attempts.
  func lookUp(_ mark: String, of key: String) async throws -> S3Response? {
    for entry in try await entries(of: key).lazy.filter({ !$0.isDeleteMarker }).prefix(8) {
      guard let head = try await head(key, version: entry.version), head.mark == mark else { continue }
      return S3Response(headers: ["x-amz-version-id": head.version, "etag": head.etag], body: ByteBuffer())
    }
    return nil
  }

  /// The version that a put made. Without one, or with the one that all share, versioning is off.
  func madeVersion(_ response: S3Response) throws -> String {
    guard let version = response.headers.versionID, version != "null" else {
      throw S3Failure(
        .malformed(
          "the bucket keeps no versions: turn versioning on (`aws s3api put-bucket-versioning`); the put was made"))
    }
    return version
  }
}

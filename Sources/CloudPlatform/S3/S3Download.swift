import AsyncHTTPClient
import Foundation
import NIOHTTP1

/// How far a download has come.
struct S3Download {
  let key: String
  var version: String?
  let range: Range<Int64>?
  var offset: Int64
  /// The offset at which it is done; known from the first answer on.
  var end: Int64?
  var etag: String?
  var verifier: PartChecksum.Verifier?

  init(key: String, version: String?, range: Range<Int64>?) {
    self.key = key
    self.version = version
    self.range = range
    offset = max(range?.lowerBound ?? 0, 0)
  }

  var isDone: Bool { end.map { offset >= $0 } ?? false }

  var request: S3Request {
    var request = S3Request(method: .GET, key: key, query: version.map { [(name: "versionId", value: $0)] } ?? [])
    if let etag { request.headers.append((name: "if-match", value: etag)) }
    if range == nil, end == nil {
      request.headers.append((name: "x-amz-checksum-mode", value: "ENABLED"))
    } else {
      let last = (end ?? range!.upperBound) - 1
      request.headers.append((name: "range", value: "bytes=\(offset)-\(last)"))
    }
    return request
  }

  /// Takes down what the first answer says, and checks that a later one goes on where the last ended.
  mutating func begin(_ response: HTTPClientResponse) throws {
    let headers = response.headers
    let isPart = response.status == .partialContent
    let (start, total) = isPart ? try Self.contentRange(headers) : (0, try Self.contentLength(headers))
    guard start == offset, isPart || end == nil && range == nil else {
      throw S3Failure(.malformed("asked for \(key) from byte \(offset) on, the server answered from \(start) on"))
    }
    if end == nil {
      end = min(range?.upperBound ?? total, total)
      if range == nil {
        verifier = PartChecksum.Verifier(
          checksum: headers.first(name: "x-amz-checksum-sha256"),
          partBytes: headers.first(name: S3Client.partBytesHeader).flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil })
      }
    }
    // From now on this version only, so that a put in between changes nothing.
    version = version ?? headers.versionID
    etag = etag ?? headers.first(name: "etag")
  }

  /// `bytes 0-9/443`: where the answer begins, and how large the object is.
  private static func contentRange(_ headers: HTTPHeaders) throws -> (Int64, Int64) {
    let text = headers.first(name: "content-range") ?? ""
    let numbers = text.split(whereSeparator: { !$0.isNumber }).map { Int64($0) }
    guard text.hasPrefix("bytes "), numbers.count == 3, let start = numbers[0], let total = numbers[2] else {
      throw S3Failure(.malformed("the answer has no usable Content-Range: \(text)"))
    }
    return (start, total)
  }

  private static func contentLength(_ headers: HTTPHeaders) throws -> Int64 {
    guard let bytes = headers.first(name: "content-length").flatMap({ Int64($0) }) else {
      throw S3Failure(.malformed("the answer has no Content-Length"))
    }
    return bytes
  }
}

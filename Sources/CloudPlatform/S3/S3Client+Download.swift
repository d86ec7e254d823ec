import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

extension S3Client {
  /// Bytes handed over at a time.
  private static let pieceBytes = 1 << 20

  /// What `body` threw: not to be taken for a fault of the network.
  private struct ReaderError: Error {
    let error: any Error
  }

  /// Hands the bytes of `range`, cut at the object's end, to `body`. A download that is cut off goes on where it was, with
  /// the same version; what is read whole is compared with its checksum.
  func download(
    _ key: String, version: String?, range: Range<Int64>?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    if let range, range.upperBound <= max(range.lowerBound, 0) { return try await checkThere(key, version) }
    var state = Progress(key: key, version: version, range: range)
    var attempts = retry.begin()
    while !state.isDone {
      let before = state.offset
      do {
        try await readOn(&state, body)
      } catch let error as ReaderError {
        throw error.error
      } catch var failure as S3Failure {
        // Whoever gets on is not stuck, however often the line is cut.
        if state.offset > before { attempts = retry.begin() }
        guard failure.isWorthRetrying, let pause = attempts.next(wanted: failure.wantedPause) else {
          failure.attempts = attempts.count
          throw failure
        }
        note(failure, pause)
        try await retry.sleep(pause)
      }
    }
    guard state.verifier?.isRight() != false else {
      throw S3Failure(.malformed("what was read of \(key) is not what was stored: its SHA-256 is another"))
    }
  }

  /// How far a download has come.
  private struct Progress {
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

  private func readOn(_ state: inout Progress, _ body: (UnsafeRawBufferPointer) throws -> Void) async throws {
    let response: HTTPClientResponse
    do {
      response = try await open(state.request)
    } catch let failure as S3Failure where failure.status == .rangeNotSatisfiable && state.end == nil {
      state.end = state.offset  // beyond the object's end there is nothing
      return
    }
    try state.begin(response)
    do {
      for try await buffer in response.body {
        try buffer.withUnsafeReadableBytes { bytes in
          guard state.offset + Int64(bytes.count) <= state.end! else {
            throw S3Failure(.malformed("the server sent more of \(state.key) than was asked for"))
          }
          for start in stride(from: 0, to: bytes.count, by: Self.pieceBytes) {
            let piece = UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + Self.pieceBytes, bytes.count)])
            state.verifier?.update(piece)
            do { try body(piece) } catch { throw ReaderError(error: error) }
            state.offset += Int64(piece.count)
          }
        }
      }
    } catch let error where !(error is ReaderError || error is S3Failure) {
      throw try Self.unanswered(error)
    }
    guard state.isDone else { throw S3Failure(.unanswered(EndedEarly())) }
  }

  /// The connection was closed in order, but too early.
  private struct EndedEarly: Error {}

  /// There is nothing to read, but that there is no such object is to be told all the same.
  private func checkThere(_ key: String, _ version: String?) async throws {
    if try await head(key, version: version) == nil {
      throw S3Failure(.refused(.notFound, code: "NoSuchKey", message: "there is no such object"))
    }
  }
}

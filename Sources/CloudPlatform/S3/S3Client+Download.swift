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

  /// Hands the bytes of `range`, cut at the object's end, to `body`. A download that is cut off goes on where it was,
  /// with the same version; what is read whole is compared with its checksum.
  func download(
    _ key: String, version: String?, range: Range<Int64>?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    if let range, range.upperBound <= max(range.lowerBound, 0) { return try await checkThere(key, version) }
    var state = S3Download(key: key, version: version, range: range)
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

  private func readOn(_ state: inout S3Download, _ body: (UnsafeRawBufferPointer) throws -> Void) async throws {
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

import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1

extension S3Client {
  /// Bytes of a part, unless the file needs more than 10,000 of them: one that is cut off costs a second on a line of
  /// 100 Mbit/s.
  static let partBytes = 8 << 20
  static let partsAtOnce = 4
  private static let maxParts: Int64 = 10_000

  /// The size of the parts, kept with the object: by it a download can compare the checksums of the parts.
  static let partBytesHeader = "x-amz-meta-boxoffice-part-bytes"

  /// Stores a file under a key, and returns its version: what fits into two parts in one request, instead of four.
  func put(
    _ key: String, _ file: LocalFile, bytes: Int64, headers: [(name: String, value: String)] = []
  ) async throws -> String {
    if bytes <= 2 * Int64(Self.partBytes) {
      return try await put(key, try S3Body(FilePiece(file: file, offset: 0, bytes: bytes)), headers: headers)
    }
    return try await putInParts(key, file, bytes: bytes, conditions: headers)
  }

  /// Stores a file under a key in parts, and returns its version. Nothing is visible before all of it is. `conditions`
  /// are checked when the parts are put together.
  func putInParts(
    _ key: String, _ file: LocalFile, bytes: Int64, conditions: [(name: String, value: String)]
  ) async throws -> String {
    let mark = UUID().uuidString
    let partBytes = Self.partBytes(of: bytes)
    let upload = try await beginUpload(key, mark: mark, partBytes: partBytes)
    do {
      let parts = try await putParts(file, bytes: bytes, partBytes: partBytes, upload: upload, key: key)
      let request = S3Request(
        method: .POST, key: key, query: [(name: "uploadId", value: upload)], headers: conditions,
        body: S3Body(ByteBuffer(string: Self.document(parts))), mayFailLate: true)
      return try madeVersion(try await send(request) { try await lookUp(mark, of: key) })
    } catch {
      await abort(key, upload)
      throw error
    }
  }

  static func partBytes(of bytes: Int64) -> Int {
    let needed = (bytes + maxParts - 1) / maxParts
    return max(partBytes, Int(((needed + (1 << 20) - 1) >> 20) << 20))
  }

  private struct Part: Sendable {
    let number: Int
    let etag: String
    let checksum: PartChecksum
  }

  private func beginUpload(_ key: String, mark: String, partBytes: Int) async throws -> String {
    let answer = try await send(
      S3Request(
        method: .POST, key: key, query: [(name: "uploads", value: "")],
        headers: [
          (name: "x-amz-checksum-algorithm", value: "SHA256"), (name: Self.putMark, value: mark),
          (name: Self.partBytesHeader, value: "\(partBytes)"),
        ]))
    guard let upload = try answer.document("InitiateMultipartUploadResult").text("UploadId"), !upload.isEmpty else {
      throw S3Failure(.malformed("an upload in parts was begun but has no id"))
    }
    return upload
  }

  /// Sends the parts, a few at once.
  private func putParts(
    _ file: LocalFile, bytes: Int64, partBytes: Int, upload: String, key: String
  ) async throws -> [Part] {
    let count = Int((bytes + Int64(partBytes) - 1) / Int64(partBytes))
    return try await withThrowingTaskGroup(of: Part.self) { group in
      var parts: [Part] = []
      for number in 1...count {
        if number > Self.partsAtOnce, let part = try await group.next() { parts.append(part) }
        group.addTask {
          let offset = Int64(number - 1) * Int64(partBytes)
          let piece = FilePiece(file: file, offset: offset, bytes: min(Int64(partBytes), bytes - offset))
          return try await putPart(number, try S3Body(piece), upload: upload, key: key)
        }
      }
      for try await part in group { parts.append(part) }
      return parts.sorted { $0.number < $1.number }
    }
  }

  private func putPart(_ number: Int, _ body: S3Body, upload: String, key: String) async throws -> Part {
    let answer = try await send(
      S3Request(
        method: .PUT, key: key, query: [(name: "partNumber", value: "\(number)"), (name: "uploadId", value: upload)],
        headers: [(name: "x-amz-checksum-sha256", value: body.checksum.base64)], body: body))
    guard let etag = answer.headers.first(name: "etag") else {
      throw S3Failure(.malformed("part \(number) of \(key) was answered without an ETag"))
    }
    return Part(number: number, etag: etag, checksum: body.checksum)
  }

  private static func document(_ parts: [Part]) -> String {
    var text = #"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#
    for part in parts {
      text += "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(Markup.escaped(part.etag))</ETag>"
      text += "<ChecksumSHA256>\(part.checksum.base64)</ChecksumSHA256></Part>"
    }
    return text + "</CompleteMultipartUpload>"
  }

  /// Tells the server to forget the parts: once, briefly, and also when this task is cancelled. What is left all the
  /// same is removed by the bucket's rule for incomplete uploads; see docs/operations.md.
  private func abort(_ key: String, _ upload: String) async {
    let client = retrying(.never)
    let abort = Task {
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          _ = try await client.send(
            S3Request(method: .DELETE, key: key, query: [(name: "uploadId", value: upload)]))
        }
        group.addTask {
          try await Task.sleep(for: .seconds(2))
          throw CancellationError()
        }
        try await group.next()
        group.cancelAll()
      }
    }
    if case .failure(let error) = await abort.result, (error as? S3Failure)?.code != "NoSuchUpload" {
      logger.warning(
        "Parts of a failed upload may be left in the bucket",
        metadata: [
          "error": "\(error)", "s3.bucket": "\(location.bucket)", "s3.key": "\(key)", "s3.upload": "\(upload)",
        ])
    }
  }
}

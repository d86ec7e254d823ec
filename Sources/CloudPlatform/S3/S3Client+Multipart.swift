import Foundation
import Logging
import NIOCore
import NIOHTTP1

extension S3Client {
  /// Bytes of a part, unless the file needs more than 10,000 of them: with four under way at once a file of any size
  /// takes 32 MiB, and a part that is cut off costs a second on a line of 100 Mbit/s.
  static let partBytes = 8 << 20
  static let partsAtOnce = 4
  private static let maxParts: Int64 = 10_000

  /// The size of the parts, kept with the object: by it a download can compare the checksums of the parts.
  static let partBytesHeader = "x-amz-meta-boxoffice-part-bytes"

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
        body: ByteBuffer(string: Self.document(parts)), mayFailLate: true)
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

  /// Sends the parts, a few at once. A part is read only when its turn comes.
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
          let wanted = Int(min(Int64(partBytes), bytes - offset))
          return try await putPart(number, try file.piece(at: offset, bytes: wanted), upload: upload, key: key)
        }
      }
      for try await part in group { parts.append(part) }
      return parts.sorted { $0.number < $1.number }
    }
  }

  private func putPart(_ number: Int, _ body: ByteBuffer, upload: String, key: String) async throws -> Part {
    let checksum = PartChecksum(body.readableBytesView)
    let answer = try await send(
      S3Request(
        method: .PUT, key: key, query: [(name: "partNumber", value: "\(number)"), (name: "uploadId", value: upload)],
        headers: [(name: "x-amz-checksum-sha256", value: checksum.base64)], body: body))
    guard let etag = answer.headers.first(name: "etag") else {
      throw S3Failure(.malformed("part \(number) of \(key) was answered without an ETag"))
    }
    return Part(number: number, etag: etag, checksum: checksum)
  }

  private static func document(_ parts: [Part]) -> String {
    var text = #"<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">"#
    for part in parts {
      text += "<Part><PartNumber>\(part.number)</PartNumber><ETag>\(XMLTree.escaped(part.etag))</ETag>"
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

extension LocalFile {
  /// Exactly so many bytes from `offset` on.
  func piece(at offset: Int64, bytes: Int) throws -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: bytes)
    let count = try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bytes) { room in
      try read(into: UnsafeMutableRawBufferPointer(rebasing: room.prefix(bytes)), at: offset)
    }
    guard count == bytes else { throw S3Failure(.malformed("\(path) became shorter while it was being stored")) }
    return buffer
  }
}

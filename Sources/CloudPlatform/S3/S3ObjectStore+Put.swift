import Domain
import Foundation
import NIOCore
import SystemPackage
import Watchfolders

extension S3ObjectStore {
  package func put(
    _ key: ObjectKey, _ content: ObjectContent, if condition: WriteCondition
  ) async throws -> ObjectInfo {
    try await explained("store \(key)") {
      switch content {
      case .data(let data):
        let version = try await guarded(key, condition) { headers in
          try await client.put(name(key), S3Body(ByteBuffer(bytes: data)), headers: headers)
        }
        return info(key, version, bytes: Int64(data.count))
      case .takingFile(let path): return try await put(key, takingFile: path, if: condition)
      }
    }
  }

  private func put(
    _ key: ObjectKey, takingFile path: String, if condition: WriteCondition
  ) async throws -> ObjectInfo {
    let (file, bytes) = try Self.open(path, for: key)
    let version = try await guarded(key, condition) { headers in
      do {
        return try await client.put(name(key), file, bytes: bytes, headers: headers)
      } catch let error where error is Errno || error is FilePiece.CutShort {
        throw Self.unreadable(path, key, error)
      }
    }
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      throw BoxOfficeError(
        code: ObjectStoreError.failed,
        message: "\(key) was stored, but \(path), which it was made of, cannot be removed; remove it", cause: error)
    }
    return info(key, version, bytes: bytes)
  }

  /// Runs a put under the headers that stand for the condition.
  private func guarded(
    _ key: ObjectKey, _ condition: WriteCondition, _ put: ([(name: String, value: String)]) async throws -> String
  ) async throws -> String {
    let headers = try await headers(for: condition, key)
    do {
      return try await put(headers)
    } catch let failure as S3Failure where !headers.isEmpty && failure.isFailedCondition {
      throw Self.preconditionFailed(key, "someone else has changed it since")
    }
  }

  private func headers(
    for condition: WriteCondition, _ key: ObjectKey
  ) async throws -> [(name: String, value: String)] {
    switch condition {
    case .always: return []
    case .absent: return [(name: "if-none-match", value: "*")]
    case .current(let version):
      let head = try await client.head(name(key))
      guard let head, head.version == version.id else {
        let found = head.map { "version \($0.version) is" } ?? "no version is"
        throw Self.preconditionFailed(key, "\(found) current, so that someone else has changed it")
      }
      return [(name: "if-match", value: head.etag)]
    }
  }

  private func info(_ key: ObjectKey, _ version: String, bytes: Int64) -> ObjectInfo {
    ObjectInfo(key: key, version: ObjectVersion(id: version), bytes: bytes, isCurrent: true)
  }

  private static func preconditionFailed(_ key: ObjectKey, _ why: String) -> BoxOfficeError {
    BoxOfficeError(
      code: ObjectStoreError.preconditionFailed, message: "\(key) was not stored: \(why); read it again")
  }

  private static func open(_ path: String, for key: ObjectKey) throws -> (LocalFile, bytes: Int64) {
    let type: FileAttributeType?
    do {
      type = try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
    } catch {
      throw unreadable(path, key, error)
    }
    guard type == .typeRegular else {
      throw BoxOfficeError(
        code: ObjectStoreError.failed, message: "\(path) is not a regular file, so that it cannot be stored as \(key)")
    }
    do {
      let file = try LocalFile(reading: path)
      return (file, try file.bytes())
    } catch {
      throw unreadable(path, key, error)
    }
  }

  private static func unreadable(_ path: String, _ key: ObjectKey, _ cause: any Error) -> BoxOfficeError {
    BoxOfficeError(
      code: ObjectStoreError.failed,
      message: "\(path) cannot be read, so that it cannot be stored as \(key); check that it is there, and its rights",
      cause: cause)
  }
}

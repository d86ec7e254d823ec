import Domain
import Foundation

/// A store of named, versioned objects: a folder on one machine, a versioned bucket elsewhere.
///
/// Contract, kept by every implementation and tested by one conformance suite:
/// - A key is one or more parts joined by `/`; a part is 1 to 200 of `[A-Za-z0-9._-]`, not `.` or `..`; the whole is at most
///   1,000 bytes. A key is never also the beginning of another (`a` and `a/b`): not every store can hold both.
/// - `put` is atomic and durable: after it returns, a crash loses nothing; before, nobody sees a part of the object.
/// - A second `put` under a key makes a new version; older ones stay readable by their version until deleted.
/// - `delete` without a version removes the key from listings and keeps its versions as history; with a version it removes
///   that version for ever, and if it was the current one the key has none: older ones do not come back in its place.
///   Deleting what is not there is no error.
/// - Reads of a version never change. Listings are sorted by key (by bytes) and see every `put` that returned before.
/// - A read range is cut at the object's end; beyond it there is nothing to hand over, which is no error.
/// - Errors: `BoxOfficeError` with code `object-not-found`, `precondition-failed`, or `store-failed`.
package protocol ObjectStore: Sendable {
  /// Stores `content` under `key` if `condition` holds (otherwise throws `precondition-failed`). After an error a file that
  /// was to be taken is still there.
  @discardableResult
  func put(_ key: ObjectKey, _ content: ObjectContent, if condition: WriteCondition) async throws -> ObjectInfo

  /// Hands the bytes of `range` (all when `nil`) to `body`, in order, in pieces of at most 1 MiB.
  func read(
    _ key: ObjectKey, version: ObjectVersion?, range: Range<Int64>?,
    _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws

  /// Where a person finds the object, whether it is there or not: a path, an URL. For messages only.
  func place(of key: ObjectKey) -> String

  /// A local file with the object's bytes, named as the last part of its key: the object itself where the store is local,
  /// else a copy in `scratch` that the caller removes with the folder. It must not be written to.
  func localFile(_ key: ObjectKey, version: ObjectVersion?, scratch: String) async throws -> String

  /// The current objects whose key starts with `prefix`, sorted by key.
  func list(prefix: String) async throws -> [ObjectInfo]

  /// Every version, the current one included, of the objects whose key starts with `prefix`: by key, newest first.
  func versions(prefix: String) async throws -> [ObjectInfo]

  /// Removes the key from listings, or with a version that version for ever; see the contract above.
  func delete(_ key: ObjectKey, version: ObjectVersion?) async throws
}

/// A key of an `ObjectStore`; see there for its form.
package struct ObjectKey: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let name: String

  /// Bytes of a whole key; S3 takes 1,024.
  package static let maxBytes = 1000

  package init?(_ name: String) {
    guard name.utf8.count <= Self.maxBytes else { return nil }
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    for part in parts {
      guard (1...200).contains(part.utf8.count), part != ".", part != "..",
        part.utf8.allSatisfy({ byte in
          (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
        })
      else { return nil }
    }
    self.name = name
  }

  package var description: String { name }

  package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
    left.name.utf8.lexicographicallyPrecedes(right.name.utf8)
  }
}

/// One version of an object, opaque and comparable only for equality.
package struct ObjectVersion: Hashable, Sendable, CustomStringConvertible {
  package let id: String
  package init(id: String) { self.id = id }
  package var description: String { id }
}

/// What a listing says of one version of an object.
package struct ObjectInfo: Sendable, Equatable {
  package let key: ObjectKey
  package let version: ObjectVersion
  package let bytes: Int64
  package let isCurrent: Bool

  package init(key: ObjectKey, version: ObjectVersion, bytes: Int64, isCurrent: Bool) {
    self.key = key
    self.version = version
    self.bytes = bytes
    self.isCurrent = isCurrent
  }
}

/// What is stored.
package enum ObjectContent: Sendable {
  case data(Data)
  /// The file at this path; the store takes it over (moves it where it can), so that it is gone afterwards.
  case takingFile(String)
}

/// When a `put` may go ahead.
package enum WriteCondition: Sendable, Equatable {
  case always
  /// Only if there is no current object under the key.
  case absent
  /// Only if the current object is this version. A store may take a version of the same bytes, put at the same moment, for
  /// it: what is replaced are in any case the bytes that were read. Who must tell them apart puts something of its own in.
  case current(ObjectVersion)
}

extension ObjectStore {
  @discardableResult
  package func put(_ key: ObjectKey, _ content: ObjectContent) async throws -> ObjectInfo {
    try await put(key, content, if: .always)
  }

  /// The whole object, or `nil` if there is none. For documents, not for tables: it is held in memory.
  package func data(_ key: ObjectKey, version: ObjectVersion? = nil) async throws -> Data? {
    var data = Data()
    do {
      try await read(key, version: version, range: nil) { data.append(contentsOf: $0) }
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.notFound {
      return nil
    }
    return data
  }
}

/// The codes of the errors that an `ObjectStore` throws.
package enum ObjectStoreError {
  package static let notFound = "object-not-found"
  package static let preconditionFailed = "precondition-failed"
  package static let failed = "store-failed"
}

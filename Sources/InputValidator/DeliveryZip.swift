import DataArchive
import Domain
import Watchfolders

/// The zip that is judged, and how it is known which delivery it is: by the SHA-256 of its bytes.
package enum DeliveryZip: Sendable {
  /// A file at rest that was hashed when it was taken.
  case taken(path: String, DeliveryID)
  /// A file at rest; it is hashed while it is read.
  case file(path: String)
  /// A copy that is made, made durable and hashed while it is read.
  case copy(FileCopy)

  func open(_ limits: ArchiveLimits) throws -> ZipArchive {
    switch self {
    case .taken(let path, _), .file(let path): try ZipArchive(path: path, limits: limits)
    case .copy(let copy): try ZipArchive(copy, limits: limits)
    }
  }

  /// Blocking. `check` is called before each block; what it throws ends the reading.
  func identify(check: () throws -> Void) throws -> DeliveryID {
    switch self {
    case .taken(_, let delivery): return delivery
    case .file(let path): return try FileDigest.sha256(ofFile: path, check: check).digest
    case .copy(let copy):
      var digest = FileDigest()
      try copy.run { block in
        try check()
        digest.update(block)
      }
      return digest.finish()
    }
  }
}

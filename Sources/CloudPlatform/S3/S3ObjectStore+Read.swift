import Domain
import Foundation
import SystemPackage
import Watchfolders

extension S3ObjectStore {
  package func read(
    _ key: ObjectKey, version: ObjectVersion?, range: Range<Int64>?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    // An empty id would be taken for none at all.
    if version?.id.isEmpty == true { throw notFound(key, version) }
    try await explained("read \(key)") {
      do {
        try await client.download(name(key), version: version?.id, range: range, body)
      } catch let failure as S3Failure where failure.isMissingObject(version: version?.id) {
        throw notFound(key, version)
      }
    }
  }

  /// Downloads into a folder of its own in `scratch`, so that two versions of a key do not meet.
  package func localFile(_ key: ObjectKey, version: ObjectVersion?, scratch: String) async throws -> String {
    let last = key.name.split(separator: "/").last.map(String.init) ?? key.name
    return try await ScratchDownload.run(as: last, in: scratch) { body in
      try await read(key, version: version, range: nil, body)
    }
  }
}

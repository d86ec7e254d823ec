import Crypto
import Domain
import Foundation

/// One digest over the digests of the six model CSVs: what an edition says it was made of.
package enum ModelDigest {
  /// The SHA-256 of what `sha256sum movies.csv companies.csv …` prints, in the order of `ModelTable`.
  package static func of(_ digest: (ModelTable) -> ContentDigest) -> ContentDigest {
    let lines = ModelTable.allCases.map { "\(digest($0))  \($0.fileName)\n" }.joined()
    return ContentDigest(bytes: SHA256.hash(data: Data(lines.utf8)))
  }

  /// From a manifest's parts; `nil` when a table is not among them.
  package static func of(parts: [DeliveryManifest.Part]) -> ContentDigest? {
    let digests = Dictionary(parts.map { ($0.name, $0.sha256) }, uniquingKeysWith: { first, _ in first })
    guard ModelTable.allCases.allSatisfy({ digests[$0.fileName] != nil }) else { return nil }
    return of { digests[$0.fileName]! }
  }
}

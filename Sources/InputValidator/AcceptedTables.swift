import DataArchive
import DeliveryRecords
import Domain
import Watchfolders

/// The tables of an accepted delivery, still in its zip.
package struct AcceptedTables: Sendable {
  /// One table as the next stages read it.
  package struct Kept: Sendable {
    package let path: String
    package let part: DeliveryManifest.Part
  }

  let archive: ZipArchive
  let selection: FileSelection
  let keptLinks: ValidationContext.KeptLinks?

  /// Copies each table's deflate stream out of the zip as `….csv.gz` into `folder`, hashing it on the way; in the order of
  /// `DeliveryFile`. Blocking. Throws `BoxOfficeError` for failures of ours, and `CancellationError`.
  package func keep(in folder: String) throws -> [Kept] {
    try DeliveryFile.allCases.compactMap { file in
      guard let entry = selection[file] else { return nil }
      let name = Self.name(of: file)
      let path = "\(folder)/\(name)"
      var digest = FileDigest()
      var bytes: Int64 = 0
      try archive.copyAsGzip(entry, to: path) { piece in
        digest.update(piece)
        bytes += Int64(piece.count)
      }
      return Kept(path: path, part: DeliveryManifest.Part(name: name, bytes: bytes, sha256: digest.finish()))
    }
  }

  /// The links.csv that joined the votes of `delivery`, whose tables were kept as `tables`; `nil` when none did.
  package func linksUsed(by delivery: DeliveryID, _ tables: [Kept]) -> DeliveryManifest.LinksUsed? {
    if let own = tables.first(where: { $0.part.name == Self.name(of: .links) }) {
      return DeliveryManifest.LinksUsed(delivery: delivery, sha256: own.part.sha256)
    }
    return keptLinks.map { DeliveryManifest.LinksUsed(delivery: $0.delivery, sha256: $0.sha256) }
  }

  static func name(of file: DeliveryFile) -> String {
    switch file {
    case .movies: SeederWatchfolder.Name.movies
    case .ratings: SeederWatchfolder.Name.ratings
    case .links: SeederWatchfolder.Name.links
    }
  }
}

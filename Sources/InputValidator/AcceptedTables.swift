import DataArchive
import DeliveryRecords
import Domain
import Watchfolders

/// The tables of an accepted delivery, as the next stages read them.
package struct AcceptedTables: Sendable {
  /// One table, in a file of its own.
  package struct Kept: Sendable {
    package let path: String
    package let part: DeliveryManifest.Part
  }

  /// `….csv.gz`, in the order of `DeliveryFile`; none unless a folder for them was named.
  package let tables: [Kept]
  let keptLinks: ValidationContext.KeptLinks?

  /// The links.csv that joined the votes of `delivery`, whose tables these are; `nil` when none did.
  package func linksUsed(by delivery: DeliveryID) -> DeliveryManifest.LinksUsed? {
    if let own = tables.first(where: { $0.part.name == Self.name(of: .links) }) {
      return DeliveryManifest.LinksUsed(delivery: delivery, sha256: own.part.sha256)
    }
    return keptLinks.map { DeliveryManifest.LinksUsed(delivery: $0.delivery, sha256: $0.sha256) }
  }

  /// Copies each table's deflate stream out of the zip as `….csv.gz` into `folder`, hashing it on the way. Blocking. `check`
  /// is called before each block; what it throws ends the copying. Throws `BoxOfficeError` for failures of ours.
  static func copy(
    _ selection: FileSelection, of archive: ZipArchive, to folder: String, check: () throws -> Void
  ) throws -> [Kept] {
    try DeliveryFile.allCases.compactMap { file in
      guard let entry = selection[file] else { return nil }
      let name = Self.name(of: file)
      let path = "\(folder)/\(name)"
      var digest = FileDigest()
      var bytes: Int64 = 0
      try archive.copyAsGzip(entry, to: path) { piece in
        try check()
        digest.update(piece)
        bytes += Int64(piece.count)
      }
      return Kept(path: path, part: DeliveryManifest.Part(name: name, bytes: bytes, sha256: digest.finish()))
    }
  }

  static func name(of file: DeliveryFile) -> String {
    switch file {
    case .movies: SeederWatchfolder.Name.movies
    case .ratings: SeederWatchfolder.Name.ratings
    case .links: SeederWatchfolder.Name.links
    }
  }
}

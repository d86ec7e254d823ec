import Crypto
import DataArchive
import DeliveryRecords
import Domain
import Foundation
import Watchfolders

/// The files of an accepted delivery as the next stages read them.
enum AcceptedFiles {
  /// Copies each file's deflate stream out of the zip as `….csv.gz`; returns them in the order of `DeliveryFile`.
  static func keep(
    _ selection: FileSelection, of archive: ZipArchive, in folder: String
  ) throws -> [(name: String, path: String)] {
    try DeliveryFile.allCases.compactMap { file in
      guard let entry = selection[file] else { return nil }
      let name = name(of: file)
      let path = "\(folder)/\(name)"
      try archive.copyAsGzip(entry, to: path)
      return (name, path)
    }
  }

  static func name(of file: DeliveryFile) -> String {
    switch file {
    case .movies: SeederWatchfolder.Name.movies
    case .ratings: SeederWatchfolder.Name.ratings
    case .links: SeederWatchfolder.Name.links
    }
  }

  /// The SHA-256 of a small file (links.csv.gz is about half a megabyte).
  static func digest(ofFile path: String) throws -> ContentDigest {
    do {
      return ContentDigest(bytes: SHA256.hash(data: try Data(contentsOf: URL(fileURLWithPath: path))))
    } catch {
      throw BoxOfficeError(
        code: "output-failed", message: "\(path), written a moment ago, cannot be read back", cause: error)
    }
  }
}

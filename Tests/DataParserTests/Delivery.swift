import DataArchive
import DataParser
import DeliveryRecords
import Domain
import Fixtures
import Foundation

/// A delivery on its way through the parser, without the validator.
struct Delivery {
  let folder: TemporaryFolder
  let archive: ZipArchive

  init(_ fixture: FixtureDelivery) throws {
    let folder = try TemporaryFolder()
    try self.init(zipAt: folder.write(fixture.zip(), to: "data.zip"), folder: folder)
  }

  init(zipAt path: String, folder: TemporaryFolder? = nil) throws {
    self.folder = try folder ?? TemporaryFolder()
    archive = try ZipArchive(path: path, limits: ArchiveLimits())
  }

  func has(_ file: DeliveryFile) -> Bool { archive.entries.contains { $0.name == file.rawValue } }

  private func entry(_ file: DeliveryFile) -> ZipEntry { archive.entries.first { $0.name == file.rawValue }! }

  /// As the validator does it: the records of the one pass go to the builder.
  func onePass(blockBytes: Int = 1 << 20) throws -> Model {
    try Model(folder("one-pass-\(UUID().uuidString)"), parts: builder(blockBytes: blockBytes).finish().write(to:))
  }

  func builder(blockBytes: Int = 1 << 20) throws -> ModelBuilder {
    func read(_ file: DeliveryFile, _ feed: (UnsafeRawBufferPointer) throws -> Void) throws {
      try archive.read(entry(file)) { block in
        for start in stride(from: 0, to: block.count, by: blockBytes) {
          try feed(UnsafeRawBufferPointer(rebasing: block[start..<min(block.count, start + blockBytes)]))
        }
      }
    }
    let (log, builder) = (SilentLog(), ModelBuilder())
    let movies = MovieReader(log: log, consumer: builder)
    try read(.movies, movies.feed)
    try movies.finish()
    var table: LinkTable?
    if has(.links) {
      let links = LinkReader(log: log)
      try read(.links, links.feed)
      let finished = try links.finish()
      try builder.links(finished)
      table = finished
    }
    let ratings = RatingReader(log: log, links: table, consumer: builder)
    try read(.ratings, ratings.feed)
    try ratings.finish()
    return builder
  }

  /// As the parser does it, from what was kept.
  func fromStore() throws -> Model {
    let paths = try Dictionary(
      uniqueKeysWithValues: DeliveryFile.allCases.filter(has).map { file in
        let path = folder(file.rawValue + ".gz")
        try archive.copyAsGzip(entry(file), to: path)
        return (file, path)
      })
    return try Model(folder("from-store")) { folder in
      try DataParser().parse(
        moviesGz: paths[.movies]!, ratingsGz: paths[.ratings]!, linksGz: paths[.links], to: folder)
    }
  }
}

/// The six files as they were written, and what was said of them.
struct Model: Equatable {
  let texts: [ModelTable: String]
  let parts: [DeliveryManifest.Part]

  init(_ folder: String, parts: (String) throws -> [DeliveryManifest.Part]) throws {
    self.parts = try parts(folder)
    texts = try Dictionary(
      uniqueKeysWithValues: ModelTable.allCases.map { table in
        let data = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + table.fileName))
        return (table, String(decoding: data, as: UTF8.self))
      })
  }

  /// Rows without the header; only for tables without quoted line breaks.
  func rows(_ table: ModelTable) -> [[Substring]] {
    texts[table]!.split(separator: "\n").dropFirst().map { $0.split(separator: ",", omittingEmptySubsequences: false) }
  }
}

import API
import Database
import Domain
import Fixtures
import Foundation
import Hummingbird
import HummingbirdTesting
import LocalPlatform
import Logging
import Notifications
import Pipeline
import Seeder
import Watchfolders

/// The engines of one machine in a folder of the test's own, wired as the program wires them, but with no lease to wait.
struct TestInstallation: Sendable {
  let folder: TemporaryFolder
  let watchfolder: FolderWatchfolder
  let seederWatchfolder: SeederWatchfolder
  let database: any EditionDatabase
  let pipeline: Pipeline

  init() throws {
    let folder = try TemporaryFolder()
    try self.init(folder, { $0 }, { $0 })
  }

  /// The same folders on a machine that breaks down.
  func breaking(_ faults: Faults) throws -> TestInstallation {
    try TestInstallation(
      folder, { FaultyObjectStore(store: $0, faults: faults) },
      { FaultyEditionDatabase(database: $0, faults: faults) })
  }

  /// A pipeline on the same engines that takes uploads without a settle time, from a watchfolder that `wrap` makes.
  func watching(
    _ wrap: (any DataProviderWatchfolder) -> any DataProviderWatchfolder = { $0 },
    now: @escaping @Sendable () -> Timestamp = Timestamp.now, logger: Logger = Logger(label: "test"),
    _ configure: (inout PipelineConfiguration) -> Void = { _ in }
  ) -> Pipeline {
    var configuration = pipeline.configuration
    configuration.settle = .zero
    configure(&configuration)
    return Pipeline(
      watchfolder: wrap(watchfolder), seederWatchfolder: seederWatchfolder, database: database,
      publisher: pipeline.publisher, outbox: pipeline.outbox, lock: pipeline.lock, configuration: configuration,
      now: now, logger: logger)
  }

  /// Puts a delivery into a provider's watchfolder as a careful provider does it: under another name first.
  func drop(_ zip: Data, for provider: ProviderID = .default) throws {
    let home = "watchfolder/\(provider)"
    let part = try folder.write(zip, to: "\(home)/part")
    try systemRename(part, folder("\(home)/data.zip"))
  }

  private func systemRename(_ path: String, _ newPath: String) throws {
    guard rename(path, newPath) == 0 else { throw CocoaError(.fileWriteUnknown) }
  }

  /// Works the default provider as a service does, until there is nothing left to do.
  func takeTurns() async throws {
    while case .work? = try await pipeline.turn(.default) {}
  }

  private init(
    _ folder: TemporaryFolder, _ wrapStore: (any ObjectStore) -> any ObjectStore,
    _ wrapDatabase: (any EditionDatabase) -> any EditionDatabase
  ) throws {
    self.folder = folder
    for name in ["locks", "scratch"] {
      try FileManager.default.createDirectory(atPath: folder(name), withIntermediateDirectories: true)
    }
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    watchfolder = try FolderWatchfolder(folder: folder("watchfolder"), logger: logger)
    try watchfolder.addProvider(.default)
    let store = wrapStore(try FolderObjectStore(folder: folder("seeder")))
    seederWatchfolder = SeederWatchfolder(store: store)
    database = wrapDatabase(try SQLiteEditionDatabase(folder: folder("database")))
    pipeline = Pipeline(
      watchfolder: watchfolder, seederWatchfolder: seederWatchfolder, database: database,
      publisher: Publisher(database: database, lease: .zero, now: Timestamp.now), outbox: Outbox(store: store),
      lock: FolderWorkLock(folder: folder("locks")),
      configuration: PipelineConfiguration(scratchFolder: folder("scratch")), logger: logger)
  }

  /// Takes a delivery through all stages.
  func ingest(_ zip: Data) async throws -> TakenDelivery {
    let path = try folder.write(zip, to: "upload.zip")
    return try await pipeline.ingest(copyOf: path, of: .default, progress: nil, waiting: {})
  }

  /// Takes the file at `path` as a delivery, which no stage has worked yet.
  func take(_ path: String) async throws -> TakenDelivery {
    let (delivery, bytes) = try FileDigest.sha256(ofFile: path)
    let takenAt = try await seederWatchfolder.nextTakenAt(of: .default, now: .now())
    return try await pipeline.take(fileAt: path, of: .default, delivery: delivery, bytes: bytes, takenAt: takenAt)
  }

  /// Serves what was ingested, over a real socket, while `body` asks.
  func serve(_ body: @Sendable @escaping (any TestClientProtocol) async throws -> Void) async throws {
    let watchfolder = watchfolder
    var configuration = APIConfiguration()
    configuration.port = 0
    let service = APIService(
      configuration: configuration, database: database, hold: try await database.startReading(),
      providers: { try watchfolder.providers() })
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    try await buildAPI(configuration, service: service, logger: logger).test(.live) { try await body($0) }
  }
}

extension TakenDelivery {
  /// The record of a delivery that was not one of those that are current or under way.
  var newRecord: DeliveryRecord? { if case .new(let record) = self { record } else { nil } }
}

extension TestClientProtocol {
  /// The rows of a CSV answer, header first, following `Link: rel="next"` to the end.
  func table(_ path: String) async throws -> [[String]] {
    var rows: [[String]] = []
    var next: String? = path
    while let path = next {
      let answer = try await execute(uri: path, method: .get)
      guard answer.status == .ok else { throw UnexpectedAnswer(path: path, answer: "\(answer.status)") }
      let page = SlowTable.rows(String(buffer: answer.body))
      rows += rows.isEmpty ? page : Array(page.dropFirst())
      next = answer.headers[.init("Link")!].flatMap(Self.nextLink)
    }
    return rows
  }

  private static func nextLink(_ header: String) -> String? {
    for link in header.components(separatedBy: ", <") where link.hasSuffix("rel=\"next\"") {
      return String(link.drop { $0 == "<" }.prefix { $0 != ">" })
    }
    return nil
  }
}

struct UnexpectedAnswer: Error {
  let path: String
  let answer: String
}

/// CSV the slow way, character by character.
enum SlowTable {
  static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let character = characters.popFirst() {
      switch character {
      case "\"" where isQuoted && characters.first == "\"":
        cell.unicodeScalars.append("\"")
        characters.removeFirst()
      case "\"": isQuoted.toggle()
      case ",", "\n", "\r":
        if isQuoted {
          cell.unicodeScalars.append(character)
        } else if character != "\r" {
          row.append(cell)
          cell = ""
          if character == "\n" {
            rows.append(row)
            row = []
          }
        }
      default: cell.unicodeScalars.append(character)
      }
    }
    return rows
  }
}

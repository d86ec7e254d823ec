import Database
import Domain
import Foundation
import LocalPlatform
import Logging
import Notifications
import Pipeline
import Seeder
import Watchfolders

/// The engines of one installation, opened from its configuration: the only place that says which port has which engine.
struct Installation: Sendable {
  let configuration: AppConfiguration
  let watchfolder: any DataProviderWatchfolder
  let seederWatchfolder: SeederWatchfolder
  let database: any EditionDatabase
  let publisher: Publisher
  let outbox: Outbox
  let sinks: [any NotificationSink]
  let pipeline: Pipeline
  let logger: Logger

  /// The folders below the data directory. `docs/operations.md` describes them.
  enum Folder: String, CaseIterable {
    case watchfolder
    case seeder
    case database
    case scratch
    case locks
  }

  static func path(_ folder: Folder, in dataDir: String) -> String { dataDir + "/" + folder.rawValue }

  init(_ configuration: AppConfiguration, logger: Logger) throws {
    func path(_ folder: Folder) -> String { Self.path(folder, in: configuration.dataDir) }
    do {
      for folder in Folder.allCases {
        try FileManager.default.createDirectory(atPath: path(folder), withIntermediateDirectories: true)
      }
    } catch {
      throw BoxOfficeError(
        code: "data-dir-failed",
        message:
          "the data directory \(configuration.dataDir) cannot be made; check --data-dir, its rights and the free space",
        cause: error)
    }
    self.configuration = configuration
    self.logger = logger
    watchfolder = try FolderWatchfolder(folder: path(.watchfolder), logger: logger)
    seederWatchfolder = SeederWatchfolder(store: try FolderObjectStore(folder: path(.seeder)))
    database = try SQLiteEditionDatabase(folder: path(.database))
    publisher = Publisher(database: database, now: Timestamp.now)
    outbox = Outbox(store: seederWatchfolder.store)
    sinks = [FileSink(folder: path(.watchfolder))]
    var pipelineConfiguration = PipelineConfiguration(scratchFolder: path(.scratch))
    pipelineConfiguration.archiveLimits = configuration.archiveLimits
    pipelineConfiguration.settle = configuration.settle
    pipelineConfiguration.workLimit = configuration.workMaxTime
    pipeline = Pipeline(
      watchfolder: watchfolder, seederWatchfolder: seederWatchfolder, database: database, publisher: publisher,
      outbox: outbox, lock: FolderWorkLock(folder: path(.locks)), configuration: pipelineConfiguration, logger: logger)
  }

  /// Every provider that was added and is still there, by name.
  @Sendable func providers() async throws -> [ProviderID] { try await pipeline.registry.providers() }

  /// A provider that a command was told to work on.
  func existing(_ provider: ProviderID) async throws -> ProviderID {
    let known = try await providers()
    guard known.contains(provider) else {
      try await pipeline.refuseRemoved(provider)
      let hint = NearestName.to(provider.name, among: known.map(\.name)).map { " Did you mean \($0)?" } ?? ""
      throw UsageError(
        "there is no provider \(provider) in \(configuration.dataDir).\(hint) `boxoffice provider list` shows them, `boxoffice provider add \(provider)` adds it"
      )
    }
    return provider
  }
}

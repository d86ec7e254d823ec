import CloudPlatform
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
  /// `nil` where nothing in front of the API is purged.
  let edge: (any EdgeCache)?
  let publisher: Publisher
  let outbox: Outbox
  /// On which messages go out.
  let channels: [any NotificationChannel]
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

  /// Opens folders, and makes those that are missing; nothing is asked of a server yet.
  init(_ configuration: AppConfiguration, logger: Logger) throws {
    self.configuration = configuration
    self.logger = logger
    func folder(_ folder: Folder) throws -> String { try Self.made(Self.path(folder, in: configuration.dataDir)) }
    var notificationFolder = try folder(.watchfolder)
    switch configuration.watchfolder ?? .folder(notificationFolder) {
    case .folder(let path):
      notificationFolder = try Self.made(path)
      watchfolder = try FolderWatchfolder(folder: notificationFolder, logger: logger)
    case .bucket(let url) where url.contains(ProviderBuckets.mark):
      watchfolder = try ProviderBuckets(url, pollInterval: configuration.scanInterval, logger: logger)
    case .bucket(let url):
      watchfolder = try S3Watchfolder(url, pollInterval: configuration.scanInterval, logger: logger)
    }
    switch try configuration.store ?? .folder(folder(.seeder)) {
    case .folder(let path): seederWatchfolder = SeederWatchfolder(store: try FolderObjectStore(folder: Self.made(path)))
    case .bucket(let url): seederWatchfolder = SeederWatchfolder(store: try S3ObjectStore(url, logger: logger))
    }
    let lock: any WorkLock
    switch try configuration.database ?? .folder(folder(.database)) {
    case .folder(let path):
      database = try SQLiteEditionDatabase(folder: Self.made(path))
      lock = FolderWorkLock(folder: try folder(.locks))
    case .server(let url, let session):
      let server = try Self.server(url, session)
      database = PostgreSQLEditionDatabase(server)
      lock = PostgreSQLWorkLock(server)
    }
    edge = try Self.edge(configuration).map { RetryingEdge($0, logger: logger) }
    publisher = Publisher(
      database: database, edge: edge, forgetsEdge: configuration.edge == .removed, now: Timestamp.now)
    outbox = Outbox(store: seederWatchfolder.store)
    channels = try Self.channels(configuration.notify, folder: notificationFolder, logger: logger)
    var pipelineConfiguration = PipelineConfiguration(scratchFolder: try folder(.scratch))
    pipelineConfiguration.archiveLimits = configuration.archiveLimits
    pipelineConfiguration.settle = configuration.settle
    pipelineConfiguration.workLimit = configuration.workMaxTime
    pipeline = Pipeline(
      watchfolder: watchfolder, seederWatchfolder: seederWatchfolder, database: database, publisher: publisher,
      outbox: outbox, lock: lock, configuration: pipelineConfiguration, logger: logger)
  }

  /// Throws unless the engines that are elsewhere answer, and are set up as they must be to keep what is written.
  /// To be called before anything is.
  func requireEngines() async throws {
    if let bucket = watchfolder as? S3Watchfolder { try await bucket.requireVersioning() }
    if let bucket = seederWatchfolder.store as? S3ObjectStore { try await bucket.requireVersioning() }
    if let server = database as? PostgreSQLEditionDatabase { try await server.migrate() }
  }

  static func server(_ url: String, _ session: String?) throws -> PostgreSQLConfiguration {
    PostgreSQLConfiguration(url: try PostgreSQLURL(url), sessionURL: try session.map { try PostgreSQLURL($0) })
  }

  private static func edge(_ configuration: AppConfiguration) throws -> (any EdgeCache)? {
    let deadline = configuration.edgeDeadline
    return switch configuration.edge {
    case .none, .removed: nil
    case .varnish(let addresses): try VarnishEdge(addresses: addresses, fetchDeadline: deadline)
    case .cloudFront(let distribution): try CloudFrontEdge(distribution: distribution, fetchDeadline: deadline)
    }
  }

  private static func made(_ folder: String) throws -> String {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      return folder
    } catch {
      throw BoxOfficeError(
        code: "data-dir-failed",
        message:
          "the folder \(folder) cannot be made; check --data-dir and what else says where things are, its rights and the"
          + " free space",
        cause: error)
    }
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
        "there is no provider \(provider).\(hint) `boxoffice provider list` shows them, `boxoffice provider add"
          + " \(provider)` adds it"
      )
    }
    return provider
  }
}

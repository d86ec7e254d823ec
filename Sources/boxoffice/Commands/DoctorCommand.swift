import Access
import ArgumentParser
import CloudPlatform
import Database
import Domain
import Foundation
import LocalPlatform
import Seeder
import Watchfolders

/// Is everything in order, and if not, what to do.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Check the installation, and say how to mend what is wrong.",
    discussion: """
      Exit code 0 when all is well, 70 when something needs mending.

      Example:
        boxoffice doctor --data-dir /srv/boxoffice
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    let checks = await onStageExecutor { await Self.checks(of: installation) }
    if json {
      try Output.printJSON(checks)
    } else {
      for check in checks { Output.print("\(check.isWell ? "ok   " : "FAULT") \(check.name): \(check.detail)") }
    }
    if checks.contains(where: { !$0.isWell }) { throw ExitCode(70) }
  }

  private static func checks(of installation: Installation) async -> [EngineCheck] {
    var checks: [EngineCheck] = []
    // `nil` where there is nothing to look at.
    func check(_ name: String, _ body: () async throws -> String?) async {
      do {
        guard let detail = try await body() else { return }
        checks.append(EngineCheck(name: name, isWell: true, detail: detail))
      } catch {
        checks.append(EngineCheck(name: name, isWell: false, detail: "\(error)"))
      }
    }
    await check("data directory") { try dataDirectory(installation.configuration.dataDir) }
    checks += await engines(installation)
    await check("token issuer") { try await installation.tokenVerifier()?.check() }
    await check("object store") { try await objectStore(installation.seederWatchfolder.store) }
    await check("edge") { try await installation.edge?.check() }
    await check("edge's readers") { try await EdgeReaders(installation)?.check() }
    for mail in installation.channels.compactMap({ $0 as? MailChannel }) {
      await check("mail") { try await mail.check() }
    }
    await check("readers") { try await readers(installation.database) }
    var providers: [ProviderID] = []
    await check("providers") {
      providers = try await installation.providers()
      return providers.isEmpty ? "none yet; add one with `boxoffice provider add NAME`" : "\(providers.count)"
    }
    for provider in providers {
      if let buckets = installation.watchfolder as? ProviderBuckets {
        checks += await buckets.checks(of: provider).map {
          EngineCheck(name: "\(provider): \($0.name)", isWell: $0.isWell, detail: $0.detail)
        }
      }
      await check("\(provider): watchfolder") { try await watchfolder(of: provider, installation) }
      await check("\(provider): deliveries") { try await deliveries(of: provider, installation) }
      await check("\(provider): current edition") { try await edition(of: provider, installation) }
    }
    return checks
  }

  /// What is elsewhere: reachable, with the rights that are needed, set up to keep what is written.
  private static func engines(_ installation: Installation) async -> [EngineCheck] {
    var checks: [EngineCheck] = []
    if let bucket = installation.watchfolder as? S3Watchfolder { checks += await bucket.checks() }
    if let bucket = installation.seederWatchfolder.store as? S3ObjectStore { checks += await bucket.checks() }
    if let server = installation.database as? PostgreSQLEditionDatabase { checks += server.checks() }
    return checks
  }

  private static func dataDirectory(_ path: String) throws -> String {
    let attributes = try FileManager.default.attributesOfFileSystem(forPath: path)
    let free = (attributes[.systemFreeSize] as? NSNumber)?.int64Value ?? 0
    guard free >= 1 << 30 else {
      throw BoxOfficeError(
        code: "disk-nearly-full",
        message:
          "\(path) has only \(free / 1_000_000) MB free; run `boxoffice prune`, or make room for a few deliveries")
    }
    return "\(path), \(free / 1_000_000_000) GB free"
  }

  /// Writes, reads and removes an object, as the stages do.
  private static func objectStore(_ store: any ObjectStore) async throws -> String {
    let key = ObjectKey("_doctor/probe.txt")!  // no provider's name begins with _
    let content = Data("probe".utf8)
    let info = try await store.put(key, .data(content))
    guard try await store.data(key) == content else {
      throw BoxOfficeError(code: "store-failed", message: "what was written to \(key) does not read back")
    }
    try await store.delete(key, version: nil)
    try await store.delete(key, version: info.version)
    return "writes, reads and deletes"
  }

  /// Takes a hold as the API does, after a look at who has one.
  private static func readers(_ database: any EditionDatabase) async throws -> String {
    let isServed = await database.mayBeRead()
    _ = try await database.startReading()
    return isServed ? "a running process serves; publications wait a second for it" : "no process serves now"
  }

  private static func watchfolder(of provider: ProviderID, _ installation: Installation) async throws -> String {
    let upload = try await installation.watchfolder.upload(of: provider)
    let claims = try await installation.watchfolder.claims(of: provider)
    if !claims.isEmpty {
      throw BoxOfficeError(
        code: "claims-left",
        message: "\(claims.count) uploads were taken but not kept yet; start `boxoffice run`, which finishes them")
    }
    return upload.map { "data.zip of \($0.bytes) bytes, last changed \($0.lastChange)" } ?? "empty"
  }

  private static func deliveries(of provider: ProviderID, _ installation: Installation) async throws -> String {
    let records = try await installation.seederWatchfolder.records(of: provider)
    if let failed = records.last(where: { $0.state == .failed }) {
      throw BoxOfficeError(
        code: "delivery-failed",
        message:
          "delivery \(failed.delivery.short) failed: \(failed.failure ?? "no reason noted"). Mend that, then upload it again"
      )
    }
    let unfinished = records.filter(\.state.isUnfinished)
    return "\(records.count) kept, \(unfinished.count) under way"
  }

  private static func edition(of provider: ProviderID, _ installation: Installation) async throws -> String {
    guard let publication = try await installation.database.publication(of: provider) else { return "none yet" }
    let edition = try await installation.database.open(publication.edition, of: provider).edition
    if publication.state == .publishing {
      throw BoxOfficeError(
        code: "publication-unfinished",
        message: "a publication was cut off; start `boxoffice run` or repeat the command, which finishes it")
    }
    return "\(edition.number), \(edition.counts.moviesCounted) films, opens"
  }
}

import Domain
import Foundation
import Logging
import NIOCore
import SystemPackage
import Watchfolders

/// A watchfolder in a versioned bucket: providers upload `{prefix}/{provider}/data.zip`.
///
///     .providers/{provider}                 one for each provider; out of the reach of the providers' own credentials
///     {provider}/data.zip                   what the provider uploads
///     {provider}/.taken/{version}           which version of it is ours
///     {provider}/reports/{delivery}/{name}  what the provider has to mend
///
/// A claim is a note of the version, made first, and then a delete marker in front of it, put only if it still is the
/// current one. So the upload is gone from the provider's sight, and whatever is uploaded from then on is the next one.
/// An upload in progress cannot be seen at all: S3 shows an object when all of it is there.
package final class S3Watchfolder: DataProviderWatchfolder {
  /// The name that providers upload under.
  static let uploadName = "data.zip"
  private static let providersPrefix = ".providers/"

  let client: S3Client
  private let pollInterval: Duration
  let logger: Logger
  let sightings = UploadSightings()

  /// A watchfolder at the client's location; nothing is asked of the server yet.
  package init(
    client: S3Client, pollInterval: Duration = .seconds(10), logger: Logger = Logger(label: "boxoffice.watchfolder")
  ) {
    self.client = client
    self.pollInterval = pollInterval
    self.logger = logger
  }

  /// The watchfolder at `s3://bucket/prefix`; see `S3Location`. Nothing is asked of the server yet.
  package convenience init(
    _ url: String, environment: [String: String] = ProcessInfo.processInfo.environment,
    pollInterval: Duration = .seconds(10), logger: Logger = Logger(label: "boxoffice.watchfolder")
  ) throws {
    self.init(
      client: try S3Client(url, environment: environment, logger: logger), pollInterval: pollInterval, logger: logger)
  }

  /// Throws unless the bucket can be reached and keeps versions.
  package func requireVersioning() async throws { try await client.requireVersioning() }

  /// What `boxoffice doctor` wants to know.
  package func checks() async -> [EngineCheck] { await S3Checks(client: client).run() }

  /// Where a provider uploads to, for messages: `s3://bucket/prefix/acme/`.
  package func place(of provider: ProviderID) -> String { "\(client.location)\(provider)/" }

  /// Makes a provider known; nothing happens if it is.
  package func addProvider(_ provider: ProviderID) async throws {
    try await explained("add the provider \(provider)") {
      let key = client.location.prefix + Self.providersPrefix + provider.name
      do {
        _ = try await client.put(key, S3Body(ByteBuffer()), headers: [(name: "if-none-match", value: "*")])
      } catch let failure as S3Failure where failure.isFailedCondition {
        // It is there.
      }
    }
  }

  package func removeProvider(_ provider: ProviderID) async throws {
    try await explained("remove the provider \(provider)") {
      let location = client.location.prefix
      // The mark last: as long as it is there, somebody sees that something is left to remove.
      for prefix in ["\(location)\(provider)/", location + Self.providersPrefix + provider.name] {
        for entry in try await client.entries(prefix: prefix, pageSize: 1000)
        where prefix.hasSuffix("/") || entry.key == prefix {
          try await client.delete(entry.key, version: entry.version)
        }
      }
    }
  }

  /// The providers that were added, sorted.
  package func providers() async throws -> [ProviderID] {
    try await explained("list the providers") {
      let prefix = client.location.prefix + Self.providersPrefix
      return try await client.keys(prefix: prefix).compactMap { ProviderID(String($0.dropFirst(prefix.count))) }
        .sorted()
    }
  }

  package func upload(of provider: ProviderID) async throws -> Upload? {
    try await explained("look at the uploads of \(provider)") { () -> Upload? in
      let head = try await client.head(uploadKey(of: provider))
      let time = sightings.lastChange(of: provider, head: head, now: client.now())
      guard let head, let time else { return nil }
      return Upload(
        provider: provider, bytes: head.bytes, lastChange: time, fingerprint: "\(head.version) \(head.etag)",
        isBeingWritten: false)
    }
  }

  package func leave(
    _ path: String, as name: String, about delivery: DeliveryID, for provider: ProviderID
  ) async throws -> String {
    let place = "reports/\(delivery.short)/\(name)"
    try await explained("leave \(place) for \(provider)") {
      let key = "\(client.location.prefix)\(provider)/\(place)"
      let file = try LocalFile(reading: path)
      let type = (name: "content-type", value: Self.contentType(of: name))
      _ = try await client.put(key, file, bytes: try file.bytes(), headers: [type])
    }
    return place
  }

  /// So that a report opens in a browser.
  private static func contentType(of name: String) -> String {
    if name.hasSuffix(".html") { return "text/html; charset=utf-8" }
    return name.hasSuffix(".csv") ? "text/csv; charset=utf-8" : "application/octet-stream"
  }

  package func changes() -> AsyncStream<ProviderID> { S3Changes.stream(of: self, every: pollInterval, logger: logger) }

  func uploadKey(of provider: ProviderID) -> String { "\(client.location.prefix)\(provider)/\(Self.uploadName)" }

  func explained<Result>(_ what: String, _ body: () async throws -> Result) async throws -> Result {
    do {
      return try await body()
    } catch let failure as S3Failure {
      let error = failure.explained("\(what) in \(client.location)", at: client.location, now: client.now())
      throw BoxOfficeError(code: Self.failed, message: error.message, cause: error.cause)
    } catch let error as Errno {
      throw BoxOfficeError(
        code: Self.failed, message: "could not \(what): a local file cannot be read; check its rights", cause: error)
    }
  }

  static let failed = "watchfolder-failed"
}

import API
import Access
import Configuration
import DataArchive
import Domain
import Foundation
import HTTPTypes
import Logging
import SystemPackage
import Yams

/// The configuration of one process: a YAML file, the environment and flags, each overriding the one before.
struct AppConfiguration: Sendable {
  var dataDir: String
  var watchfolder: StoreAddress?
  var store: StoreAddress?
  var database: DatabaseAddress?
  /// ARN of a secret with the database's user and password; empty if there is none.
  var databaseSecret: String
  /// Empty if it has no name.
  var installation: String
  var isProduction: Bool
  var providers: [ProviderID]
  var settle: Duration
  var scanInterval: Duration
  /// Deliveries that are worked at a time.
  var workMaxAtOnce: Int
  var workMaxTime: Duration
  var api: APIConfiguration
  /// `nil` if no tokens are taken.
  var tokenIssuer: TokenIssuer?
  /// `nil` if no tokens are made for an edge.
  var edgeTokens: EdgeTokenIssuer?
  /// ARN of the edge's own list of readers; empty if there is none.
  var edgeReaders: String
  var edge: EdgeAddress
  /// The longest fetch of the edge.
  var edgeDeadline: Duration
  var notify: NotifyConfiguration
  var logLevel: Logger.Level
  var logFormat: LogFormat
  var archiveLimits: ArchiveLimits

  enum LogFormat: String, Sendable {
    case auto, json, text
  }

  /// Reads `file` (or `boxoffice.yaml` in the current folder, if it is there), then `BOXOFFICE_…`, then `flags`.
  ///
  /// Unknown keys and values that cannot be read are usage errors that name the key, where it was set, and what it takes.
  static func load(
    file: String?, flags: [ConfigurationKey: String],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) async throws -> AppConfiguration {
    try checkEnvironment(environment)
    var providers: [any ConfigProvider] = [
      InMemoryProvider(
        name: "flags",
        values: Dictionary(
          uniqueKeysWithValues: flags.map { (AbsoluteConfigKey($0.path), ConfigValue(.string($1), isSecret: false)) })),
      EnvironmentVariablesProvider(environmentVariables: environment).prefixKeys(with: "boxoffice"),
    ]
    let path = file ?? "boxoffice.yaml"
    if file != nil || FileManager.default.fileExists(atPath: path) {
      if try checkFile(path) { providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))) }
    }
    return try AppConfiguration(reader: ConfigReader(providers: providers))
  }

  private init(reader: ConfigReader) throws {
    func text(_ key: ConfigurationKey) -> String {
      // A YAML file may hold `port: 8080` as a number.
      reader.string(forKey: ConfigKey(key.path)) ?? reader.int(forKey: ConfigKey(key.path)).map(String.init)
        ?? key.defaultValue
    }
    func value<Value>(_ key: ConfigurationKey, _ parse: (String) -> Value?) throws -> Value {
      let text = text(key)
      guard let value = parse(text) else { throw UsageError.badValue(key, text) }
      return value
    }
    func port(_ text: String) -> Int? { Int(text).flatMap { (0...65_535).contains($0) ? $0 : nil } }
    func longEnough(_ text: String) -> Duration? { DurationText.parse(text).flatMap { $0 > .zero ? $0 : nil } }
    func positive(_ text: String) -> Int? { Int(text).flatMap { $0 > 0 ? $0 : nil } }

    dataDir = try value(.dataDir) { $0.isEmpty ? nil : $0 }
    func optional<Value>(_ key: ConfigurationKey, _ parse: (String) -> Value?) throws -> Value? {
      try value(key) { $0.isEmpty ? .some(nil) : parse($0).map { .some($0) } }
    }
    watchfolder = try optional(.watchfolder, StoreAddress.init)
    store = try optional(.store, StoreAddress.init)
    let session = text(.databaseSession)
    database = try optional(.database) { DatabaseAddress($0, session: session.isEmpty ? nil : session) }
    databaseSecret = text(.databaseSecret)
    installation = text(.installation)
    isProduction = try value(.environment) { ["development": false, "production": true][$0] }
    providers = try value(.providers) { text in
      let names = text.split(separator: ",").map { ProviderID($0.trimmingCharacters(in: .whitespaces)) }
      return names.contains(nil) || names.isEmpty ? nil : names.compactMap { $0 }
    }
    settle = try value(.settle, DurationText.parse)
    scanInterval = try value(.scanInterval, longEnough)
    // A delivery keeps two threads busy; with two at a time a large one of one provider never holds up all others.
    workMaxAtOnce = try value(.workMaxAtOnce) { text in
      text == "auto" ? max(2, ProcessInfo.processInfo.activeProcessorCount / 2) : positive(text)
    }
    workMaxTime = try value(.workMaxTime, longEnough)
    api = APIConfiguration()
    api.host = text(.host)
    api.port = try value(.port, port)
    api.adminHost = text(.adminHost)
    api.adminPort = try value(.adminPort, port)
    api.answerCacheBytes = try value(.apiCacheBytes, positive)
    let clockSkew = try value(.oidcClockSkew) { DurationText.parse($0).flatMap { $0 <= .seconds(600) ? $0 : nil } }
    let audience = try value(.oidcAudience) { $0.isEmpty ? nil : $0 }
    tokenIssuer = try optional(.oidcIssuer) { TokenIssuer(address: $0, audience: audience, clockSkew: clockSkew) }
    let edgeURL = text(.edgeURL)
    edge = try value(.edge) { EdgeAddress($0, url: edgeURL) }
    edgeDeadline = try value(.edgeDeadline) { DurationText.parse($0).flatMap { $0 > .zero ? $0 : nil } }
    edgeReaders = text(.edgeReaders)
    api.edgeSecret = try optional(.edgeSecret, EdgeSecret.init)
    edgeTokens = try Self.edgeTokens(optional(.edgeTokenKey, EdgeTokenKey.init), audience: text(.edgeTokenAudience))
    notify = try NotifyConfiguration(text)
    api.maxConnections = try value(.apiMaxConnections, positive)
    api.maxConnectionsPerClient = try value(.apiMaxConnectionsPerClient, positive)
    api.requestTimeout = try value(.apiRequestTimeout, longEnough)
    api.sendTimeout = try value(.apiSendTimeout, longEnough)
    api.idleTimeout = try value(.apiIdleTimeout, longEnough)
    api.rateLimit = try value(.apiRateLimit) { text -> RateLimit?? in
      text == "none" ? .some(nil) : RateLimit(text).map(Optional.some)
    }
    api.clients.trustedProxies = try value(.apiTrustedProxies) { text in
      let ranges = text.split(separator: ",").map { AddressRange($0.trimmingCharacters(in: .whitespaces)) }
      return ranges.contains(nil) ? nil : ranges.compactMap { $0 }
    }
    api.clients.header = try value(.apiClientHeader) { HTTPField.Name($0) }
    logLevel = try value(.logLevel) { Logger.Level(rawValue: $0) }
    logFormat = try value(.logFormat) { LogFormat(rawValue: $0) }
    archiveLimits = ArchiveLimits()
    archiveLimits.maxEntries = try value(.archiveMaxEntries, positive)
    archiveLimits.maxRatio = try value(.archiveMaxRatio, positive)
    archiveLimits.ratioFreeBytes = Int64(try value(.archiveRatioFreeBytes, positive))
    archiveLimits.maxUnpackedBytes = Int64(try value(.archiveMaxUnpackedBytes, positive))
    if isProduction { try Self.checkProductionSettle(settle, of: "settle") }
  }

  /// Tokens that name nobody would be refused by the edge.
  private static func edgeTokens(_ key: EdgeTokenKey?, audience: String) throws -> EdgeTokenIssuer? {
    guard let key else { return nil }
    guard !audience.isEmpty else {
      throw UsageError(
        "edgeTokenKey is set, but edgeTokenAudience is not: it takes what the entry 'audience' of the edge's store says"
      )
    }
    return EdgeTokenIssuer(key: key, audience: audience)
  }

  /// In production an upload must have five minutes to be replaced or completed.
  static func checkProductionSettle(_ settle: Duration, of what: String) throws {
    guard settle < .seconds(300) else { return }
    throw UsageError(
      "\(what) is \(settle), but with `environment: production` it must be at least 5m: a provider may still be uploading"
    )
  }

  /// Tests of the documentation, of real data, servers and large files are steered by variables of their own.
  private static let testVariables: Set = [
    "BOXOFFICE_UPDATE_DOCS", "BOXOFFICE_SHARED_DATA", "BOXOFFICE_REQUIRE_SERVERS", "BOXOFFICE_LARGE_FILE_MB",
  ]

  private static func checkEnvironment(_ environment: [String: String]) throws {
    let known = Set(ConfigurationKey.all.map(\.environmentName))
    for name in environment.keys.sorted() where name.hasPrefix("BOXOFFICE_") {
      guard !known.contains(name), !testVariables.contains(name) else { continue }
      throw UsageError.unknownKey(name, in: "the environment", among: known.sorted())
    }
  }

  /// swift-configuration reads only what it is asked for, so that a misspelt key would be ignored in silence.
  /// Returns whether the file sets anything.
  private static func checkFile(_ path: String) throws -> Bool {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw UsageError("the configuration file \(path) cannot be read: \(error.localizedDescription)")
    }
    let known = ConfigurationKey.all.map(\.name)
    func check(_ value: Any?, _ prefix: String) throws {
      guard let map = value as? [String: Any] else {
        guard known.contains(prefix) else { throw UsageError.unknownKey(prefix, in: path, among: known) }
        return
      }
      for (key, value) in map.sorted(by: { $0.key < $1.key }) {
        try check(value, prefix.isEmpty ? key : "\(prefix).\(key)")
      }
    }
    let document: Any?
    do {
      document = try Yams.load(yaml: text)
    } catch {
      throw UsageError("the configuration file \(path) is no valid YAML: \(error)")
    }
    guard let document else { return false }
    guard document is [String: Any] else {
      throw UsageError("the configuration file \(path) must hold keys and values, such as `port: 8080`")
    }
    try check(document, "")
    return true
  }
}

extension ConfigurationKey: Hashable {
  static func == (left: ConfigurationKey, right: ConfigurationKey) -> Bool { left.name == right.name }
  func hash(into hasher: inout Hasher) { hasher.combine(name) }

  /// The components of the key, as swift-configuration wants them.
  var path: [String] { name.split(separator: ".").map(String.init) }
}

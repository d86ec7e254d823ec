import ArgumentParser
import Domain
import Foundation
import Logging
import Pipeline

/// What every command that works on an installation takes.
struct CommonOptions: ParsableArguments {
  @Option(help: "The folder of everything (default: var).")
  var dataDir: String?

  @Option(help: "Where deliveries are kept: a folder, or s3://bucket/prefix (default: DATA-DIR/seeder).")
  var store: String?

  @Option(help: "Where editions are: a folder, or postgres://… (default: DATA-DIR/database).")
  var database: String?

  @Option(help: "Where providers upload: a folder, or s3://bucket/prefix (default: DATA-DIR/watchfolder).")
  var watchfolder: String?

  @Option(name: .customLong("config"), help: "A YAML file; without it boxoffice.yaml, if there is one.")
  var configurationFile: String?

  @Option(help: "trace, debug, info, notice, warning, error or critical (default: info).")
  var logLevel: String?

  /// File, environment and flags together; `flags` are the command's own.
  func configuration(_ flags: [ConfigurationKey: String?] = [:]) async throws -> AppConfiguration {
    let common: [ConfigurationKey: String?] = [
      .dataDir: dataDir, .store: store, .database: database, .watchfolder: watchfolder, .logLevel: logLevel,
    ]
    let configuration = try await AppConfiguration.load(
      file: configurationFile, flags: common.merging(flags) { $1 }.compactMapValues { $0 })
    try await DatabaseSecret.read(configuration)
    return configuration
  }

  /// The installation that the configuration describes. One-shot commands log warnings only: they talk by themselves.
  func installation(_ configuration: AppConfiguration, quiet: Bool = true) throws -> Installation {
    var configuration = configuration
    if quiet, logLevel == nil { configuration.logLevel = .warning }
    return try Installation(configuration, logger: Log.make(configuration))
  }

  func installation() async throws -> Installation { try installation(await configuration()) }
}

/// `--provider`, for commands that work on one.
struct ProviderOption: ParsableArguments {
  @Option(name: .customLong("provider"), help: "Whose data.", transform: ProviderOption.parse)
  var id = ProviderID.default

  @Sendable static func parse(_ name: String) throws -> ProviderID {
    guard let provider = ProviderID(name) else {
      throw ValidationError(
        "'\(name)' is no provider name: 1 to 40 of a-z, 0-9 and '-', starting with a letter or a digit")
    }
    return provider
  }
}

/// Runs a command's body where blocking is allowed.
func onStageExecutor<Result: Sendable>(_ body: () async throws -> Result) async rethrows -> Result {
  try await withTaskExecutorPreference(StageExecutor.shared, operation: body)
}

import API
import ArgumentParser
import Domain
import Hummingbird
import LocalPlatform
import Logging
import Pipeline
import ServiceLifecycle
import Watchfolders

/// Everything in one process: watch, ingest, serve.
struct RunCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Watch the providers' folders, ingest what comes in, and serve the API.",
    discussion: """
      A data.zip put into DATA-DIR/watchfolder/PROVIDER/ is taken when it has not changed for the settle time. Stop
      with Ctrl-C or SIGTERM: answers under way end, and what was begun is finished by the next start.

      Examples:
        boxoffice run
        boxoffice run --data-dir /srv/boxoffice --provider acme --provider globex --settle 30m
      """)

  @Option(name: .customLong("provider"), help: "A provider to watch besides those added; may be repeated.")
  var providers: [String] = []

  @Option(help: "How long an upload must lie unchanged: 90s, 15m, 2h (default: 15m).")
  var settle: String?

  @OptionGroup var server: ServerOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    var flags = server.flags
    flags[.settle] = settle
    if !providers.isEmpty { flags[.providers] = providers.joined(separator: ",") }
    let configuration = try await common.configuration(flags)
    let installation = try common.installation(configuration, quiet: false)
    for provider in configuration.providers {
      if try await installation.pipeline.registry.removal(of: provider) == nil {
        try await installation.pipeline.addProvider(provider)
      } else {
        installation.logger.warning(
          "A provider of the configuration was removed and is left out; `boxoffice provider add` adds it again",
          metadata: ["provider.name": "\(provider)"])
      }
    }
    let pipeline = PipelineService(
      pipeline: installation.pipeline, sinks: installation.sinks, scanInterval: configuration.scanInterval,
      turns: TurnQueue(atOnce: configuration.workMaxAtOnce), providers: installation.providers,
      logger: installation.logger)
    for provider in try await installation.providers() {
      if configuration.isProduction,
        let settle = try await installation.seederWatchfolder.settings(of: provider).settleSeconds
      {
        try AppConfiguration.checkProductionSettle(.seconds(settle), of: "the settle time of \(provider)")
      }
      installation.logger.notice(
        "Watching",
        metadata: ["provider.name": "\(provider)", "folder": "\(installation.watchfolder.place(of: provider))"])
    }
    try await server.serve(installation, besides: [pipeline])
  }
}

import ArgumentParser

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
    try await server.serve(installation, besides: [try await installation.pipelineService()])
  }
}

import ArgumentParser

/// The stages alone, beside other workers.
struct WorkerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "worker", abstract: "Watch the providers' folders and ingest what comes in, beside other workers.",
    discussion: """
      Any number of these may share one store and one database, on any number of machines. One of them works for a
      provider at a time; what one leaves half done when it dies, another finishes. `serve` serves what they publish.

      Examples:
        boxoffice worker
        boxoffice worker --store s3://acme-boxoffice/seeder --watchfolder s3://acme-boxoffice/uploads \\
          --database postgres://boxoffice@db.example.com/boxoffice?sslmode=verify-full
      """)

  @Option(name: .customLong("provider"), help: "A provider to watch besides those added; may be repeated.")
  var providers: [String] = []

  @Option(help: "How long an upload must lie unchanged: 90s, 15m, 2h (default: 15m).")
  var settle: String?

  @Option(help: "The port of /health/live, /health/ready and /metrics; 0 takes a free one (default: 8081).")
  var adminPort: String?

  @OptionGroup var common: CommonOptions

  func run() async throws {
    var flags: [ConfigurationKey: String?] = [.settle: settle, .adminPort: adminPort]
    if !providers.isEmpty { flags[.providers] = providers.joined(separator: ",") }
    let configuration = try await common.configuration(flags)
    let installation = try common.installation(configuration, quiet: false)
    let pipeline = try await installation.pipelineService()
    let admin = AdminServer(installation)
    try await admin.serve(besides: [pipeline]) {
      do {
        _ = try await installation.providers()
        return []
      } catch {
        return ["the providers cannot be listed: \(error)"]
      }
    }
  }
}

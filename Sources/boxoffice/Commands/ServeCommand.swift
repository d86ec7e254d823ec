import ArgumentParser

/// The API alone.
struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Serve the API alone, following editions as they are published.",
    discussion: """
      Any number of these may read one data directory while another process ingests.

      Examples:
        boxoffice serve
        boxoffice serve --port 8090 --admin-port 8091 --data-dir /srv/boxoffice
      """)

  @OptionGroup var server: ServerOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let configuration = try await common.configuration(server.flags)
    let installation = try common.installation(configuration, quiet: false)
    try await server.serve(installation, besides: [])
  }
}

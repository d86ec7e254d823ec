import ArgumentParser
import Database
import Domain
import LocalPlatform
import Watchfolders

/// Who delivers data.
struct ProviderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provider", abstract: "Add and list data providers.",
    discussion: """
      Examples:
        boxoffice provider add acme --settle 30m --tolerance 2
        boxoffice provider list
      """,
    subcommands: [Add.self, List.self], defaultSubcommand: List.self)

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a provider, or change the settings of one that is there.",
      discussion: "A running `boxoffice run` watches the new folder within its scan interval.")

    @Argument(help: "1 to 40 of a-z, 0-9 and '-', starting with a letter or a digit.", transform: ProviderOption.parse)
    var name: ProviderID

    @Option(help: "How long its uploads must lie unchanged (default: the installation's).")
    var settle: String?

    @Option(help: "How many percent of a file's records may be quarantined (default: 1).")
    var tolerance: Double?

    @Option(help: "How many percent of the current edition's films a delivery must have (default: 50).")
    var minimumFilms: Double?

    @OptionGroup var retention: RetentionOptions

    @Option(name: .customLong("severity"), help: "CODE=error, warning or info; may be repeated.")
    var severities: [String] = []

    @OptionGroup var common: CommonOptions

    func run() async throws {
      let configuration = try await common.configuration()
      let installation = try common.installation(configuration)
      var settings = try await installation.seederWatchfolder.settings(of: name)
      if let settle {
        guard let duration = DurationText.parse(settle), duration.components.attoseconds == 0 else {
          throw UsageError("'\(settle)' is no settle time: write 90s, 15m or 2h")
        }
        if configuration.isProduction {
          try AppConfiguration.checkProductionSettle(duration, of: "the settle time of \(name)")
        }
        settings.settleSeconds = Int(duration.components.seconds)
      }
      if let tolerance { settings.tolerance.quarantinedPerMillion = try Self.perMillion(tolerance, "--tolerance") }
      if let minimumFilms {
        settings.tolerance.minimumFilmsPerMillion = try Self.perMillion(minimumFilms, "--minimum-films")
      }
      try retention.apply(to: &settings.retention)
      for text in severities {
        let (code, severity) = try Self.severity(text)
        settings.severities[code.rawValue] = severity
      }
      try await installation.seederWatchfolder.write(settings, of: name)
      try await installation.addProvider(name)
      Output.talk("\(name) uploads to")
      Output.print(installation.watchfolder.path(of: name) + "/data.zip")
    }

    private static func perMillion(_ percent: Double, _ option: String) throws -> Int {
      guard (0...100).contains(percent) else { throw UsageError("\(option) takes a percentage from 0 to 100") }
      return Int((percent * 10_000).rounded())
    }

    private static func severity(_ text: String) throws -> (FindingCode, Severity) {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      guard parts.count == 2, let severity = Severity(rawValue: parts[1]) else {
        throw UsageError("'\(text)' is no severity: write CODE=error, CODE=warning or CODE=info")
      }
      guard let code = FindingCode(rawValue: parts[0]) else {
        let hint = NearestName.to(parts[0], among: FindingCode.allCases.map(\.rawValue)).map { "; did you mean \($0)?" }
        throw UsageError("there is no finding \(parts[0])\(hint ?? ""); docs/findings.md has them all")
      }
      guard severity == .error || !code.isAlwaysError else {
        throw UsageError("\(code.rawValue) always rejects a delivery: nothing right can be made of one that has it")
      }
      return (code, severity)
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the providers with their folders and editions.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var common: CommonOptions

    /// What `--json` prints for each provider.
    struct Row: Encodable {
      let provider: ProviderID
      let folder: String
      let edition: EditionNumber?
      let settings: ProviderSettings
    }

    func run() async throws {
      let installation = try await common.installation()
      var rows: [Row] = []
      for provider in try await installation.providers() {
        rows.append(
          Row(
            provider: provider, folder: installation.watchfolder.path(of: provider),
            edition: try await installation.database.publication(of: provider)?.edition,
            settings: try await installation.seederWatchfolder.settings(of: provider)))
      }
      if json { return try Output.printJSON(rows) }
      if rows.isEmpty { Output.talk("no provider yet; `boxoffice provider add NAME` adds one") }
      for row in rows {
        Output.print("\(row.provider)  edition \(row.edition.map(String.init) ?? "none")  \(row.folder)/data.zip")
      }
    }
  }
}

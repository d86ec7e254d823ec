import ArgumentParser
import Domain
import Watchfolders

/// Change what holds for a provider.
struct ProviderSetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "set", abstract: "Change settings of a provider.",
    discussion: """
      All changes of one command are made together, or none. They hold for what is taken from then on. If somebody else
      changes the settings at the same moment, one of you is told, and nothing of that one's is written.

      \(settingsHelp)

      Examples:
        boxoffice provider set acme settle=30m title='Acme Films'
        boxoffice provider set acme rhythm=monthly rhythm.day=31 rhythm.grace=2d
        boxoffice provider set acme severity.suspicious-shrink=warning --if-revision 4
      """)

  @OptionGroup var provider: ProviderArgument

  @Argument(help: ArgumentHelp("A setting and its new value; several may be given.", valueName: "KEY=VALUE"))
  var settings: [String]

  @OptionGroup var revision: RevisionOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.change(provider.name, try SettingsChange(assignments: settings), revision)
  }

  /// The keys with what they are for.
  private static var settingsHelp: String {
    var lines = ["Settings:"]
    func add(_ key: String, _ meaning: String) {
      lines.append("  \(key)\(String(repeating: " ", count: max(1, 26 - key.count)))\(meaning)")
    }
    for setting in ProviderSetting.all where !setting.key.hasPrefix("severity.") { add(setting.key, setting.meaning) }
    add("severity.CODE", "What a finding of this code does: error, warning or info.")
    return lines.joined(separator: "\n")
  }
}

/// Take settings back.
struct ProviderUnsetCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unset", abstract: "Take settings of a provider back, so that the defaults hold.",
    discussion: """
      Example:
        boxoffice provider unset acme settle rhythm
      """)

  @OptionGroup var provider: ProviderArgument

  @Argument(help: ArgumentHelp("A setting; several may be given.", valueName: "KEY"))
  var keys: [String]

  @OptionGroup var revision: RevisionOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    try await common.change(provider.name, SettingsChange(unset: keys), revision)
  }
}

/// `--if-revision`, for whoever has looked at the settings and thought about them.
struct RevisionOption: ParsableArguments {
  @Option(
    help: ArgumentHelp("Change nothing unless this is the settings' revision, as `show` tells it.", valueName: "N"))
  var ifRevision: Int?
}

extension CommonOptions {
  fileprivate func change(_ provider: ProviderID, _ change: SettingsChange, _ revision: RevisionOption) async throws {
    let configuration = try await configuration()
    let installation = try installation(configuration)
    let provider = try await installation.existing(provider)
    let stored = try await onStageExecutor {
      try await installation.seederWatchfolder.changeSettings(
        of: provider, at: .now(), ifRevision: revision.ifRevision
      ) { settings in
        try change.applied(to: settings, of: provider, configuration)
      }
    }
    Output.talk("the settings of \(provider) are at revision \(stored.revision)")
  }
}

import ArgumentParser
import Domain
import Pipeline
import Watchfolders

/// One provider with all its settings.
struct ProviderShowCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show a provider and its settings.",
    discussion: """
      The digest of the settings is the one in the manifest of each delivery that was judged by them.

      Examples:
        boxoffice provider show acme
        boxoffice provider show acme --json
        boxoffice provider show acme --history          earlier settings, newest first, as far as they are kept
      """)

  @OptionGroup var provider: ProviderArgument

  @Flag(help: "Print JSON.")
  var json = false

  @Flag(help: "Show what the settings were before, and when they were changed.")
  var history = false

  @OptionGroup var common: CommonOptions

  /// What `--json` prints.
  private struct Shown: Encodable {
    let status: ProviderStatus
    let settingsDigest: ContentDigest
    let history: [StoredSettings]?
  }

  func run() async throws {
    let installation = try await common.installation()
    let provider = provider.name
    if try await installation.pipeline.registry.removal(of: provider) == nil {
      _ = try await installation.existing(provider)
    }
    let isWithHistory = history
    let (status, stored, history) = try await onStageExecutor {
      (
        await installation.pipeline.status(of: provider),
        try await installation.seederWatchfolder.storedSettings(of: provider),
        isWithHistory ? try await installation.seederWatchfolder.settingsHistory(of: provider) : nil
      )
    }
    if json {
      return try Output.printJSON(Shown(status: status, settingsDigest: try stored.digest(), history: history))
    }
    Output.print(status.line)
    Output.print("")
    try Self.show(stored)
    for earlier in history?.dropFirst() ?? [] {
      Output.print("")
      try Self.show(earlier)
    }
  }

  private static func show(_ stored: StoredSettings) throws {
    let changed = stored.changedAt.map { ", changed \($0.readable)" } ?? ""
    Output.print("settings, revision \(stored.revision)\(changed), digest \(try stored.digest().short)")
    for setting in ProviderSetting.all {
      let text = setting.text(stored.settings)
      // There are as many severities as findings: those that were not set are in docs/findings.md.
      if text == nil, setting.key.hasPrefix("severity.") { continue }
      Output.print("  \(setting.key) = \(text ?? "\(setting.byDefault) (default)")")
    }
  }
}

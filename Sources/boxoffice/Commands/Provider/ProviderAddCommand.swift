import ArgumentParser
import Domain
import Pipeline
import Watchfolders

/// Somebody new who delivers data, or somebody who comes back.
struct ProviderAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a provider, and print where it uploads to.",
    discussion: """
      A running `boxoffice run` watches the new place within its scan interval. Settings are those of `provider set`. One
      that was removed is added again: with its data and what it served, if they were kept; its edition numbers go on
      where they ended in any case. Once more for one that is there changes nothing.

      Examples:
        boxoffice provider add acme
        boxoffice provider add acme settle=30m contacts.emails=data@acme.example rhythm=monthly rhythm.day=5
      """)

  @OptionGroup var provider: ProviderArgument

  @Argument(help: ArgumentHelp("Settings that differ from the defaults.", valueName: "KEY=VALUE"))
  var settings: [String] = []

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let configuration = try await common.configuration()
    let installation = try common.installation(configuration)
    try await installation.requireEngines()
    let provider = provider.name
    let change = try SettingsChange(assignments: settings)
    let isThere = try await installation.providers().contains(provider)
    let removal = try await installation.pipeline.registry.removal(of: provider)
    if let removal, removal.finishedAt == nil { try await installation.pipeline.refuseRemoved(provider) }
    try await onStageExecutor {
      let before = try await installation.seederWatchfolder.storedSettings(of: provider)
      let after = try change.applied(to: before.settings, of: provider, configuration)
      if isThere, after != before.settings {
        throw UsageError(
          "\(provider) is there already, with other settings; `boxoffice provider set \(provider) …` changes them")
      }
      // The settings first: nothing is taken under others.
      try await installation.seederWatchfolder.changeSettings(of: provider, at: .now()) { _ in after }
      if removal == nil {
        try await installation.pipeline.addProvider(provider)
      } else {
        try await installation.pipeline.restoreProvider(
          provider, waiting: { Output.talk("another process works for \(provider); waiting for it") })
      }
    }
    Output.talk(isThere ? "\(provider) is there already; it uploads to" : "\(provider) uploads to")
    Output.print(installation.watchfolder.place(of: provider))
  }
}

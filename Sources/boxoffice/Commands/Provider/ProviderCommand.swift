import ArgumentParser
import Domain

/// Who delivers data.
struct ProviderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "provider", abstract: "Add, show, set and remove data providers.",
    discussion: """
      Each provider has a watchfolder, settings, deliveries and editions of its own; nothing of one reaches another.

      Examples:
        boxoffice provider add acme settle=30m rhythm=monthly rhythm.day=5
        boxoffice provider list
        boxoffice provider set acme tolerance.quarantined=0.5% severity.name-differs=error
        boxoffice provider remove acme --keep-data
      """,
    subcommands: [
      ProviderAddCommand.self, ProviderListCommand.self, ProviderShowCommand.self, ProviderSetCommand.self,
      ProviderUnsetCommand.self, ProviderRemoveCommand.self,
    ], defaultSubcommand: ProviderListCommand.self)
}

/// The provider that a command is about, as its first argument.
struct ProviderArgument: ParsableArguments {
  @Argument(
    help: "1 to 40 of a-z, 0-9 and '-', starting with a letter or a digit.", transform: ProviderOption.parse)
  var name: ProviderID
}

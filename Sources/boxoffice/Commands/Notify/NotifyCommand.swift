import ArgumentParser

/// Everything about messages, one subcommand each.
struct NotifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "notify", abstract: "Try how messages arrive; print the key of a webhook.",
    discussion: """
      Examples:
        boxoffice notify test --provider acme
        boxoffice notify key https://hooks.acme.example/boxoffice
      """,
    subcommands: [NotifyTestCommand.self, NotifyKeyCommand.self])
}

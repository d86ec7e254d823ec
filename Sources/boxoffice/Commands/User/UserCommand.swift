import Access
import ArgumentParser
import Domain

/// Everything about users, one subcommand each.
struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user", abstract: "Add, list and remove users, and give them new passwords.",
    discussion: """
      Users read the data of providers whose `access` is `authenticated`, by Basic authentication. Passwords are generated
      and printed once, or read from standard input; what is kept is a salted, slow hash.

      Examples:
        boxoffice provider set acme access=authenticated
        boxoffice user add ana --reads acme
        boxoffice user rotate ana
        boxoffice user remove ana
      """,
    subcommands: [UserAddCommand.self, UserListCommand.self, UserRemoveCommand.self, UserRotateCommand.self],
    defaultSubcommand: UserListCommand.self)
}

/// The user that a command is about, as its first argument.
struct UserArgument: ParsableArguments {
  @Argument(
    help: "1 to 100 letters, digits and . _ @ + -, which e-mail addresses are made of too.",
    transform: { text in
      guard let name = UserName(text: text) else { throw ValidationError("'\(text)' is not \(UserName.form)") }
      return name
    })
  var name: UserName
}

extension UserRegistry {
  /// Runs a change; what the operator got wrong is wrong usage.
  func change(_ body: (UserRegistry) async throws -> Void) async throws {
    do {
      try await onStageExecutor { try await body(self) }
    } catch let error as BoxOfficeError where [Self.exists, Self.unknown].contains(error.code) {
      throw UsageError(error.message)
    }
  }
}

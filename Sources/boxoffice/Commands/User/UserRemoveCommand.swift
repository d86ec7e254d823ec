import Access
import ArgumentParser

/// Somebody reads no more.
struct UserRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a user, who can read nothing a minute later.",
    discussion: """
      API processes notice within ten seconds, and an edge asks again after fifty at most.

      Example:
        boxoffice user remove ana
      """)

  @OptionGroup var user: UserArgument
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    try await installation.users.change { try await $0.remove(user.name) }
    Output.talk("\(user.name) is removed, and out within a minute")
  }
}

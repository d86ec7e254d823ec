import Access
import ArgumentParser

/// Somebody reads no more.
struct UserRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a user, who can read nothing a minute later.",
    discussion: """
      API processes notice within ten seconds, and an edge asks again after fifty at most. From an edge's own list
      (`edgeReaders`) the user is removed at once.

      Example:
        boxoffice user remove ana
      """)

  @OptionGroup var user: UserArgument
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    // First, and again by whoever repeats the command: there is no other way to see what was left there.
    let wasAtEdge = try await EdgeReaders(installation)?.remove(user.name) ?? false
    do {
      try await installation.users.change { try await $0.remove(user.name) }
    } catch  where wasAtEdge && error is UsageError {
      return Output.talk("\(user.name) was known to the edge alone, and is removed there")
    }
    Output.talk("\(user.name) is removed, and out within a minute")
  }
}

import Access
import ArgumentParser
import Domain

/// A new password for somebody.
struct UserRotateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Give a user a new password, and print it if it was generated.",
    discussion: """
      The old one holds for a minute at most.

      Examples:
        boxoffice user rotate ana
        pass show boxoffice/ana | boxoffice user rotate ana --password-stdin
      """)

  @OptionGroup var user: UserArgument
  @OptionGroup var password: PasswordOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    try await installation.requireEngines()
    let (password, generated) = try password.password()
    let hash = try PasswordHash(password)
    let readers = try EdgeReaders(installation)
    let scopes = try await installation.users.users().first { $0.name == user.name }?.scopes ?? []
    let edgeUser = try readers.flatMap { _ in try generated.map { try EdgeUser(generated: $0, scopes: scopes) } }
    try await installation.users.change { try await $0.rotate(user.name, to: hash, at: .now()) }
    try await readers?.put(user.name, edgeUser)
    Output.talk("\(user.name) has a new password; the old one is out within a minute")
    if let generated { Output.print(generated) }
  }
}

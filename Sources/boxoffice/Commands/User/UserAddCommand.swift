import Access
import ArgumentParser
import Domain

/// Somebody new who reads.
struct UserAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add", abstract: "Add a user, and print the password if it was generated.",
    discussion: """
      Running API processes know the user within ten seconds. Where the edge has a list of its own (`edgeReaders`), it knows
      users with generated passwords.

      Examples:
        boxoffice user add ana --reads acme --reads globex
        boxoffice user add auditor@example.org --reads-all
        pass show boxoffice/ana | boxoffice user add ana --reads acme --password-stdin
      """)

  @OptionGroup var user: UserArgument

  @Option(
    help: ArgumentHelp("A provider whose data the user may read; may be repeated.", valueName: "PROVIDER"),
    transform: ProviderOption.parse)
  var reads: [ProviderID] = []

  @Flag(help: "The user may read the data of all providers, also of those that are added later.")
  var readsAll = false

  @OptionGroup var password: PasswordOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if reads.isEmpty != readsAll {
      throw ValidationError("A user reads the data of some providers or of all: say --reads PROVIDER, or --reads-all")
    }
  }

  func run() async throws {
    let installation = try await common.installation()
    try await installation.requireEngines()
    var scopes = readsAll ? [Scope(provider: nil)] : []
    for provider in Set(reads).sorted() { scopes.append(Scope(provider: try await installation.existing(provider))) }
    let (password, generated) = try password.password()
    let now = Timestamp.now()
    let user = User(
      name: user.name, scopes: scopes, password: try PasswordHash(password), createdAt: now, rotatedAt: now)
    let readers = try EdgeReaders(installation)
    let edgeUser = try readers.flatMap { _ in try generated.map { try EdgeUser(generated: $0, scopes: scopes) } }
    try await installation.users.change { try await $0.add(user) }
    try await readers?.put(user.name, edgeUser)
    Output.talk("\(user.name) may \(scopes.map(\.description).joined(separator: ", "))")
    if let generated { Output.print(generated) }
  }
}

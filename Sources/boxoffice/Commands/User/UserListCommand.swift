import Access
import ArgumentParser
import Domain

/// Who reads with a password.
struct UserListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the users: what each may read, and since when.",
    discussion: """
      Nothing of a password is shown.

      Examples:
        boxoffice user list
        boxoffice user list --json | jq -r '.[] | select(.scopes | index("*:read")) | .name'
      """)

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  /// What `--json` prints of a user.
  private struct Shown: Encodable {
    let name: UserName
    let scopes: [Scope]
    let createdAt: Timestamp
    let rotatedAt: Timestamp
  }

  func run() async throws {
    let installation = try await common.installation()
    let users = try await onStageExecutor { try await installation.users.users() }
    if json {
      return try Output.printJSON(
        users.map { Shown(name: $0.name, scopes: $0.scopes, createdAt: $0.createdAt, rotatedAt: $0.rotatedAt) })
    }
    if users.isEmpty { Output.talk("no user yet; `boxoffice user add NAME --reads PROVIDER` adds one") }
    for user in users {
      let scopes = user.scopes.map(\.description).joined(separator: ",")
      Output.print(
        "\(user.name)  \(scopes)  since \(user.createdAt.readable), password of \(user.rotatedAt.readable)")
    }
  }
}

import ArgumentParser
import CloudPlatform
import Domain

/// The key that one webhook's receiver checks signatures with.
struct NotifyKeyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "key", abstract: "Print the key by which a webhook's receiver checks who has posted.",
    discussion: """
      Every address has a key of its own, made from notify.webhookSecret. Send it to the receiver on a way that nobody
      else reads. docs/notifications.md shows how it is used.

      Example:
        boxoffice notify key https://hooks.acme.example/boxoffice
      """)

  @Argument(
    help: "The address, exactly as in the contacts.",
    transform: { text in
      guard let url = WebhookURL(text: text) else { throw ValidationError("'\(text)' is not \(WebhookURL.form)") }
      return url
    })
  var url: WebhookURL

  @OptionGroup var common: CommonOptions

  func run() async throws {
    guard let secret = try await common.configuration().notify.webhookSecret else {
      throw UsageError("there are no keys: set notify.webhookSecretFile, which they are made from")
    }
    Output.print(secret.key(of: url).text)
  }
}

import ArgumentParser
import Domain
import Notifications
import Watchfolders

/// A message to everybody who gets those of a provider.
struct NotifyTestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Send a test message to everybody who gets a provider's messages.",
    discussion: """
      It goes to the provider's files, contacts and topic and to the operators, whatever kinds they want, and once: nothing
      is tried again. Exit code 0 when all have it, 70 when somebody does not.

      Examples:
        boxoffice notify test --provider acme
        BOXOFFICE_NOTIFY_SMTP_PASSWORD=… boxoffice notify test --config /etc/boxoffice.yaml
      """)

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    let provider = try await installation.existing(provider.id)
    let message = Messages.test(of: provider, at: .now())
    let failures = try await onStageExecutor {
      var failures = 0
      for receiver in try await installation.receivers(of: provider) {
        do {
          try await receiver.deliver(message)
          Output.print("ok    \(receiver.name)")
        } catch {
          failures += 1
          Output.print("FAULT \(receiver.name): \(error)")
        }
      }
      return failures
    }
    let notify = installation.configuration.notify
    let contacts = try await installation.seederWatchfolder.settings(of: provider).contacts
    if notify.mail == nil, !contacts.emails.isEmpty {
      Output.talk("\(provider) has e-mail addresses, but nothing is mailed: notify.smtp is not set")
    }
    if notify.webhookSecret == nil, !contacts.webhooks.isEmpty {
      Output.talk("\(provider) has webhooks, but nothing is posted: notify.webhookSecretFile is not set")
    }
    if failures > 0 { throw ExitCode(70) }
  }
}

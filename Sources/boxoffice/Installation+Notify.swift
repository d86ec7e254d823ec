import CloudPlatform
import Domain
import Foundation
import LocalPlatform
import Logging
import Notifications
import Watchfolders

extension Installation {
  /// The ways on which messages go, as they are configured. `folder` is for files.
  static func channels(
    _ notify: NotifyConfiguration, folder: String, logger: Logger
  ) throws -> [any NotificationChannel] {
    func audience<Address>(_ operators: [Address]) -> NotificationAudience<Address> {
      NotificationAudience(
        operators: operators, operatorKinds: notify.operatorKinds, providerKinds: notify.providerKinds)
    }
    var channels: [any NotificationChannel] = []
    if notify.keepsFiles { channels.append(FileSink(folder: folder)) }
    if let mail = notify.mail {
      channels.append(
        MailChannel(
          client: SMTPClient(mail.server, password: mail.password?.text), from: mail.from,
          audience: audience(notify.operatorEmails)))
    }
    if let secret = notify.webhookSecret {
      channels.append(WebhookChannel(secret: secret, audience: audience(notify.operatorWebhooks)))
    }
    if notify.snsTopic != nil || notify.snsOperators != nil {
      channels.append(
        try SNSChannel(
          providers: notify.snsTopic, audience: audience(notify.snsOperators.map { [$0] } ?? []),
          environment: ProcessInfo.processInfo.environment, logger: logger))
    }
    return channels
  }

  /// Who gets the provider's messages now, each once.
  func receivers(of provider: ProviderID) async throws -> [any NotificationSink] {
    let contacts = try await seederWatchfolder.settings(of: provider).contacts
    return channels.flatMap { $0.sinks(for: provider, contacts: contacts) }
  }
}

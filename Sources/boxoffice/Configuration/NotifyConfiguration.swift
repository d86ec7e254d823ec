import CloudPlatform
import Domain
import Foundation
import LocalPlatform
import Notifications

/// Where messages go, besides the files; read from the keys `notify.…`.
struct NotifyConfiguration: Sendable {
  struct Mail: Sendable {
    let server: SMTPServer
    let password: Secret?
    let from: EmailAddress
  }

  /// Never shows what it is, however it is printed.
  struct Secret: Sendable, CustomStringConvertible, CustomReflectable {
    let text: String
    var description: String { "secret" }
    var customMirror: Mirror { Mirror(self, children: []) }
  }

  typealias Kinds = Set<Notifications.Notification.Kind>

  let keepsFiles: Bool
  let mail: Mail?
  let webhookSecret: WebhookSecret?
  let snsTopic: SNSTopicTemplate?
  let snsOperators: SNSTopic?
  let operatorEmails: [EmailAddress]
  let operatorWebhooks: [WebhookURL]
  let operatorKinds: Kinds
  let providerKinds: Kinds

  /// `text` gives the value of a key. Usage errors name the key; they never show a secret.
  init(_ text: (ConfigurationKey) -> String) throws {
    func optional<Value>(_ key: ConfigurationKey, _ parse: (String) -> Value?) throws -> Value? {
      let text = text(key)
      if text.isEmpty { return nil }
      guard let value = parse(text) else { throw UsageError.badValue(key, text) }
      return value
    }
    func list<Value>(_ key: ConfigurationKey, _ parse: (String) -> Value?) throws -> [Value] {
      try optional(key) { text in
        let values = text.split(separator: ",").map { parse($0.trimmingCharacters(in: .whitespaces)) }
        return values.contains { $0 == nil } ? nil : values.compactMap { $0 }
      } ?? []
    }
    func kinds(_ key: ConfigurationKey) throws -> Kinds {
      Set(try optional(key, Notifications.Notification.Kind.list) ?? [])
    }
    keepsFiles = try optional(.notifyFiles) { ["true": true, "false": false][$0] } ?? true
    operatorEmails = try list(.notifyOperatorEmails, EmailAddress.init(text:))
    operatorWebhooks = try list(.notifyOperatorWebhooks, WebhookURL.init(text:))
    operatorKinds = try kinds(.notifyOperatorKinds)
    providerKinds = try kinds(.notifyProviderKinds)
    snsTopic = try optional(.notifySNSTopic, SNSTopicTemplate.init)
    snsOperators = try optional(.notifySNSOperators, SNSTopic.init)
    let from = try optional(.notifyFrom, EmailAddress.init(text:))
    let password = try Self.secret(.notifySMTPPassword, .notifySMTPPasswordFile, text)
    if let server = try optional(.notifySMTP, SMTPServer.init) {
      guard let from else { throw UsageError("notify.smtp needs notify.from: the address that mails are from") }
      if let user = server.user, password == nil {
        throw UsageError(
          "notify.smtp names the user \(user), whose password is missing: set notify.smtpPasswordFile or"
            + " \(ConfigurationKey.notifySMTPPassword.environmentName)")
      }
      mail = Mail(server: server, password: password, from: from)
    } else {
      mail = nil
    }
    webhookSecret = try Self.secret(.notifyWebhookSecret, .notifyWebhookSecretFile, text).map { secret in
      guard let made = WebhookSecret(secret.text) else {
        throw UsageError(
          "notify.webhookSecret is shorter than \(WebhookSecret.minimumBytes) bytes; `openssl rand -base64 32` makes one"
        )
      }
      return made
    }
    if mail == nil, !operatorEmails.isEmpty { throw UsageError("notify.operatorEmails needs notify.smtp") }
    if webhookSecret == nil, !operatorWebhooks.isEmpty {
      throw UsageError("notify.operatorWebhooks needs notify.webhookSecretFile, which their keys are made from")
    }
  }

  private static func secret(
    _ key: ConfigurationKey, _ fileKey: ConfigurationKey, _ text: (ConfigurationKey) -> String
  ) throws -> Secret? {
    let (value, file) = (text(key), text(fileKey))
    guard value.isEmpty || file.isEmpty else {
      throw UsageError("\(key.name) and \(fileKey.name) are both set; take one of them away")
    }
    if file.isEmpty { return value.isEmpty ? nil : Secret(text: value) }
    do {
      let text = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
      guard !text.isEmpty else { throw UsageError("\(file), set as \(fileKey.name), is empty") }
      return Secret(text: text)
    } catch let error as UsageError {
      throw error
    } catch {
      throw UsageError("\(file), set as \(fileKey.name), cannot be read: \(error.localizedDescription)")
    }
  }
}

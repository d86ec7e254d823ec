import CloudPlatform
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Notifications
import Testing

@testable import boxoffice

@Suite("Where messages go is configured")
struct NotifyConfigurationTests {
  private let folder: Fixtures.TemporaryFolder

  init() throws { folder = try Fixtures.TemporaryFolder() }

  private func load(yaml: String = "", environment: [String: String] = [:]) async throws -> NotifyConfiguration {
    let file = try folder.write(Data(yaml.utf8), to: "boxoffice.yaml")
    return try await AppConfiguration.load(file: file, flags: [:], environment: environment).notify
  }

  @Test("without anything set messages are files only, and all kinds are ready to be told")
  func defaults() async throws {
    let notify = try await load()
    #expect(notify.keepsFiles && notify.mail == nil)
    #expect(notify.webhookSecret == nil && notify.snsTopic == nil && notify.snsOperators == nil)
    #expect(notify.providerKinds == [.received, .settling, .rejected, .published, .failed, .overdue])
    #expect(notify.operatorKinds == [.rejected, .published, .failed, .overdue])
  }

  @Test("secrets come from files or the environment")
  func secrets() async throws {
    let password = try folder.write(Data("secret pass\n".utf8), to: "password")
    let yaml = """
      notify:
        smtp: smtp://hub@mail.films.example:587
        smtpPasswordFile: \(password)
        from: boxoffice@films.example
        operatorEmails: a@films.example, b@films.example
        operatorWebhooks: https://hooks.films.example/a
        operatorKinds: failed
        files: false
        snsTopic: arn:aws:sns:eu-central-1:123456789012:to-{provider}
      """
    let environment = [
      "BOXOFFICE_NOTIFY_WEBHOOK_SECRET": String(repeating: "s", count: 24),
      "BOXOFFICE_NOTIFY_SNS_OPERATORS": "arn:aws:sns:eu-central-1:123456789012:operators",
    ]
    let notify = try await load(yaml: yaml, environment: environment)
    #expect(!notify.keepsFiles)
    #expect(notify.mail?.password?.text == "secret pass")
    #expect(notify.mail?.server.user == "hub")
    #expect(notify.operatorEmails.map(\.description) == ["a@films.example", "b@films.example"])
    #expect(notify.operatorKinds == [.failed])
    #expect(notify.webhookSecret != nil)
    #expect(notify.snsTopic?.topic(of: "acme")?.description == "arn:aws:sns:eu-central-1:123456789012:to-acme")
    #expect(notify.snsOperators != nil)
    #expect(!String(reflecting: notify).contains("secret pass") && !String(reflecting: notify).contains("ssss"))
  }

  @Test(
    "what does not go together is refused, and no secret is shown",
    arguments: [
      ("smtp: smtp://mail.films.example", "needs notify.from"),
      ("smtp: smtp://hub@mail.films.example\n  from: a@films.example", "whose password is missing"),
      ("smtp: smtp://hub:canary@mail.films.example\n  from: a@films.example", "no value for notify.smtp"),
      ("smtpPassword: canary\n  smtpPasswordFile: /x", "are both set"), ("webhookSecret: canary", "shorter than 24"),
      ("smtpPasswordFile: /nowhere/password", "cannot be read"),
      ("operatorEmails: a@films.example", "needs notify.smtp"),
      ("operatorWebhooks: https://films.example", "needs notify.webhookSecretFile"),
      ("files: perhaps", "no value for notify.files"),
      ("operatorKinds: rejected,test", "no value for notify.operatorKinds"), ("snsTopic: topic", "notify.snsTopic"),
    ])
  func refused(yaml: String, says: String) async throws {
    let error = await #expect(throws: UsageError.self) { try await load(yaml: "notify:\n  \(yaml)\n") }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
    #expect(error?.description.contains("canary") == false)
  }
}

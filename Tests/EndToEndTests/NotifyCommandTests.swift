import Fixtures
import Foundation
import Synchronization
import Testing

@Suite(
  "Messages reach people by mail and programs by webhook", .ownThreads,
  .enabled(if: MailServer.isWanted, Comment(rawValue: MailServer.missing)))
struct NotifyCommandTests {
  private let folder: TemporaryFolder
  private let mail: MailServer
  private let hook: SmallHTTPServer
  private static let secret = "canary of an installation, long enough"

  /// A provider with a mailbox and a webhook, whose receiver takes nothing at the first attempt, and operators with a mailbox.
  init() async throws {
    folder = try TemporaryFolder()
    mail = try await MailServer(.startTLS)
    let seen = Mutex<Set<String>>([])
    hook = try SmallHTTPServer { request in
      let key = request.headers["idempotency-key"] ?? ""
      return .init(seen.withLock { $0.insert(key).inserted } ? 503 : 204)
    }
    try folder.write(
      Data(
        """
        dataDir: \(folder("var"))
        notify:
          smtp: smtp://\(MailServer.user)@localhost:\(mail.port)?ca=\(mail.authorities)
          smtpPasswordFile: \(folder.write(Data(MailServer.password.utf8), to: "password"))
          from: boxoffice@films.example
          operatorEmails: ops@films.example
          operatorKinds: rejected

        """.utf8), to: "boxoffice.yaml")
    let added = try run(
      "provider", "add", "acme", "contacts.emails=data@acme.example",
      "contacts.webhooks=\(hook.endpoint)/hook?token=canary")
    try #require(added.status == 0, "\(added)")
  }

  private func run(_ arguments: String...) throws -> BoxOfficeProcess.Result {
    try BoxOfficeProcess.run(
      arguments + ["--config", folder("boxoffice.yaml")], environment: ["BOXOFFICE_NOTIFY_WEBHOOK_SECRET": Self.secret])
  }

  private func subjects(_ address: String) throws -> [String] {
    try mail.mails().filter { $0.to == [address] }.compactMap { $0.headers["subject"] }
  }

  @Test("a test message goes to everybody, and who does not get it is named with the reason")
  func test() throws {
    let first = try run("notify", "test", "--provider", "acme")
    #expect(first.status == 70, "\(first)")
    #expect(first.output.contains("ok    email:data@acme.example\n"), "\(first)")
    #expect(first.output.contains("ok    email:ops@films.example\n"), "\(first)")
    #expect(first.output.contains(/FAULT webhook:127\.0\.0\.1.*answers 503/), "\(first)")
    #expect(try subjects("data@acme.example").count == 1)
    for text in [first.output, first.talk] { #expect(!text.contains("canary"), "\(text)") }
  }

  @Test("a rejected delivery is told by mail and webhook; who could not be reached is told next time, and nobody twice")
  func rejected() throws {
    // Given a delivery that cannot be used
    var delivery = FixtureDelivery.small
    delivery.movies = "id,title\n"
    let zip = try folder.write(delivery.zip(), to: "data.zip")
    // When it is ingested, and then one that can be used
    let first = try run("ingest", zip, "--provider", "acme")
    #expect(first.status == 1 && first.talk.contains("answers 503"), "\(first)")
    let mended = try folder.write(FixtureDelivery.small.zip(), to: "mended.zip")
    var talk = first.talk
    func posted() -> [SmallHTTPServer.Request] { hook.requests.filter { $0.body.contains(#""kind" : "rejected""#) } }
    for _ in 0..<5 where posted().count < 2 { talk += try run("ingest", mended, "--provider", "acme").talk }
    // Then mail and webhook have the rejection once
    let rejections = try subjects("data@acme.example").filter { $0.contains("is rejected") }
    #expect(rejections.count == 1 && rejections[0].hasPrefix("[acme] "), "\(rejections)")
    #expect(try subjects("ops@films.example").filter { $0.contains("is rejected") } == rejections)
    let taken = posted()
    #expect(taken.count == 2 && taken[0].body == taken[1].body, "\(hook.requests.map(\.body))")
    #expect(Set(taken.map { $0.headers["idempotency-key"] }).count == 1)
    #expect(!talk.contains("canary"), "\(talk)")
  }

  @Test("the key that a receiver checks by is printed for it, and needs the secret")
  func key() throws {
    let address = "\(hook.endpoint)/hook?token=canary"
    let key = try run("notify", "key", address)
    #expect(key.status == 0 && key.output.hasPrefix("whsec_"), "\(key)")
    #expect(try run("notify", "key", address + "2").output != key.output)
    let without = try BoxOfficeProcess.run(["notify", "key", address, "--data-dir", folder("var")])
    #expect(without.status == 64 && without.talk.contains("notify.webhookSecretFile"), "\(without)")
  }
}

import Domain
import Fixtures
import Foundation
import Notifications
import Testing

@testable import LocalPlatform

@Suite("Mail, by a real server", .ownThreads, .enabled(if: MailServer.isWanted, Comment(rawValue: MailServer.missing)))
struct MailTests {
  private let acme = ProviderID("acme")!
  private let from = EmailAddress(text: "boxoffice@films.example")!

  private func client(
    _ server: MailServer, scheme: String = "smtp", user: String? = MailServer.user, options: String? = nil,
    password: String? = MailServer.password
  ) throws -> SMTPClient {
    let name = user.map { "\($0)@" } ?? ""
    let text = "\(scheme)://\(name)localhost:\(server.port)?\(options ?? "ca=\(server.authorities)")"
    return SMTPClient(try #require(SMTPServer(text)), password: password)
  }

  private func sink(_ address: String, _ client: SMTPClient) -> MailSink {
    MailSink(EmailAddress(text: address)!, from: from, client: client)
  }

  @Test(
    "a message arrives as text and HTML, encrypted, from our user",
    arguments: [(MailServer.Mode.startTLS, "PLAIN"), (.startTLS, "LOGIN"), (.tls, "PLAIN")])
  func arrives(mode: MailServer.Mode, mechanism: String) async throws {
    // Given a message that has everything that could go wrong on the way
    let server = try await MailServer(mode, mechanism: mechanism)
    let client = try client(server, scheme: mode == .tls ? "smtps" : "smtp")
    let long = String(repeating: "a long line with ünïcode ", count: 60)
    let body = "The data was **not** published.\n.\n..\n- `<script>&`\n\n\(long)\nFrom here\n"
    let subject = "Delivery 0a1b is rejected: „\(String(repeating: "späte Ω Filme ", count: 8))“\r\nBcc: x@y.example"

    // When it is mailed
    try await sink("data@acme.example", client).deliver(message(1, subject: subject, body: body))

    // Then the server has it, whole
    let mails = try server.mails()
    #expect(mails.count == 1)
    let mail = try #require(mails.first)
    #expect(mail.from == from.description && mail.to == ["data@acme.example"])
    #expect(mail.user == MailServer.user && mail.isEncrypted)
    #expect(mail.contentType == "multipart/alternative" && mail.defects == [])
    #expect(mail.parts.map(\.type) == ["text/plain", "text/html"])
    #expect(mail.parts[0].text == body)
    #expect(mail.parts[1].text.contains("<p>The data was <strong>not</strong> published."))
    #expect(mail.parts[1].text.contains("<li><code>&lt;script&gt;&amp;</code></li>"))
    #expect(mail.headers["subject"] == "[acme] \(subject.replacing("\r\n", with: "  "))")
    #expect(mail.headers["bcc"] == nil)
    #expect(mail.headers["to"] == "data@acme.example" && mail.headers["from"] == "boxoffice <\(from)>")
    #expect(mail.headers["date"] == "Sun, 22 Nov 2026 13:45:10 +0000")
    #expect(mail.headers["x-boxoffice-key"] == message(1).key)
    #expect(mail.headers["auto-submitted"] == "auto-generated")
    #expect(mail.longestLine <= 78 && mail.bareLineFeeds == 0)
  }

  @Test("an address that is put off half of the time loses nothing and gets nothing twice; one that is refused stays")
  func flaky() async throws {
    // Given two addresses, of which one is put off with 451 every other time and one refused with 550
    let server = try await MailServer(.startTLS)
    let channel = MailChannel(
      client: try client(server), from: from,
      audience: NotificationAudience(operators: [EmailAddress(text: "ops@films.example")!]))
    var contacts = Contacts()
    contacts.emails = ["flaky@acme.example", "nobody@acme.example"].map { EmailAddress(text: $0)! }
    let test = try TestOutbox()
    for number in 1...6 { try await test.outbox.post(message(number)) }

    // When the outbox is delivered again and again
    #expect(try await test.deliverAll(channel, contacts: contacts, atMost: 14) == nil)

    // Then each of the others has each message once, in order
    func keys(_ address: String) throws -> [String?] {
      try server.mails().filter { $0.to == [address] }.map { $0.headers["x-boxoffice-key"] }
    }
    let all = (1...6).map { message($0).key }
    #expect(try keys("flaky@acme.example") == all)
    #expect(try keys("ops@films.example") == all)
    // And what is refused waits, with a reason, until the address is corrected
    let left = try await test.outbox.deliver(of: acme, to: [channel], contacts: contacts)
    #expect(left.map(\.key) == all)
    #expect(left.allSatisfy { $0.sink == "email:nobody@acme.example" })
    #expect(left[0].reason.contains("RCPT TO:<nobody@acme.example> with 550 5.1.1 no such user; correct the address"))
    contacts.emails[1] = EmailAddress(text: "data@acme.example")!
    #expect(try await test.deliverAll(channel, contacts: contacts, atMost: 1) == 1)
    #expect(try keys("data@acme.example") == all)
    #expect(try keys("flaky@acme.example") == all)
  }

  @Test("a mail whose receipt was lost is sent again with the same Message-ID")
  func lostReceipt() async throws {
    let server = try await MailServer(.startTLS)
    let sink = sink("lost@acme.example", try client(server))
    await #expect(throws: BoxOfficeError.self) { try await sink.deliver(message(1)) }
    try await sink.deliver(message(1))
    try await sink.deliver(message(2))
    let ids = try server.mails().map { $0.headers["message-id"] }
    #expect(ids.count == 3 && ids[0] == ids[1] && ids[1] != ids[2])
  }

  @Test("a server that is down for a while gets everything afterwards")
  func outage() async throws {
    let server = try await MailServer(.startTLS)
    let channel = MailChannel(client: try client(server), from: from, audience: NotificationAudience(operators: []))
    var contacts = Contacts()
    contacts.emails = [EmailAddress(text: "data@acme.example")!]
    let test = try TestOutbox()
    for number in 1...3 { try await test.outbox.post(message(number)) }
    try server.kill()
    #expect(try await test.outbox.deliver(of: acme, to: [channel], contacts: contacts).count == 3)
    #expect(try await test.outbox.pending(of: acme).count == 3)
    try await server.start()
    #expect(try await test.deliverAll(channel, contacts: contacts, atMost: 1) == 1)
    #expect(try server.mails().map { $0.headers["x-boxoffice-key"] } == (1...3).map { message($0).key })
  }

  @Test("a server in the clear is spoken to only if that is asked for, and never told a password")
  func open() async throws {
    let server = try await MailServer(.open)
    let refused = await #expect(throws: BoxOfficeError.self) {
      try await sink("data@acme.example", client(server)).deliver(message(1))
    }
    #expect(refused?.message.contains("has no STARTTLS") == true)
    try await sink("data@acme.example", client(server, user: nil, options: "tls=off", password: nil)).deliver(
      message(1))
    #expect(try server.mails().map(\.isEncrypted) == [false])
  }

  @Test("a wrong password is refused, and shown nowhere")
  func wrongPassword() async throws {
    for mechanism in ["PLAIN", "LOGIN"] {
      let server = try await MailServer(.startTLS, mechanism: mechanism)
      let error = await #expect(throws: BoxOfficeError.self) {
        try await client(server, password: "canary 4711").check()
      }
      let text = "\(error!)"
      #expect(text.contains("AUTH \(mechanism) with 535") && text.contains("check the user"), "\(text)")
      let encoded = [Data("canary 4711".utf8), Data("\0hub\0canary 4711".utf8)].map { $0.base64EncodedString() }
      for secret in encoded + ["canary"] { #expect(!text.contains(secret)) }
      try await client(server).check()
      #expect(try server.mails().isEmpty)
    }
  }

  @Test("a certificate of an authority that nobody has named is refused before anything is told")
  func unknownAuthority() async throws {
    for (mode, scheme) in [(MailServer.Mode.startTLS, "smtp"), (.tls, "smtps")] {
      let server = try await MailServer(mode)
      let other = try await MailServer(.tls)
      let error = await #expect(throws: BoxOfficeError.self) {
        try await client(server, scheme: scheme, options: "ca=\(other.authorities)").check()
      }
      #expect(error?.message.contains("check its certificate") == true, "\(error!)")
    }
  }
}

import Domain
import Fixtures
import Foundation
import Notifications
import Synchronization
import Testing

@testable import CloudPlatform

@Suite("Webhooks", .ownThreads)
struct WebhookTests {
  private let acme = ProviderID("acme")!

  private let secret = WebhookSecret("a secret of the installation, long enough")!

  private func url(_ server: SmallHTTPServer, _ path: String = "/hook?token=hidden") -> WebhookURL {
    WebhookURL(text: server.endpoint + path)!
  }

  @Test("a receiver that fails half of the time has every message in order, and none twice under one key")
  func flaky() async throws {
    // Given a receiver that refuses every other request, in several ways, one of them after it has kept the message
    let failures = [500, 429, 503, 307, 404]
    let kept = Mutex<[String]>([])
    let count = Mutex(0)
    let server = try SmallHTTPServer { request in
      let number = count.withLock { count in
        count += 1
        return count
      }
      let id = request.headers["idempotency-key"] ?? ""
      if number % 2 == 0 || number % 6 == 1 {
        kept.withLock { if !$0.contains(id) { $0.append(id) } }
      }
      return number % 2 == 0 ? .init(204) : .init(failures[number % failures.count], headers: ["Location": "/else"])
    }
    let test = try TestOutbox()
    for number in 1...20 { try await test.outbox.post(message(number)) }
    var contacts = Contacts()
    contacts.webhooks = [url(server)]
    let channel = WebhookChannel(secret: secret, audience: NotificationAudience(operators: []))

    // When the outbox is delivered until nothing is left
    let tries = try await test.deliverAll(channel, contacts: contacts, atMost: 100)

    // Then each message was kept once, in order; each was accepted once, and under its key it was the same at each attempt
    #expect(tries != nil)
    #expect(kept.withLock { $0 } == (1...20).map { "acme-\(message($0).key)" })
    let requests = server.requests
    #expect(requests.count == 40)
    for (id, attempts) in Dictionary(grouping: requests, by: { $0.headers["idempotency-key"] }) {
      #expect(Set(attempts.map(\.body)).count == 1, "\(id ?? "")")
    }
    #expect(requests.allSatisfy { $0.path == "/hook?token=hidden" })
    #expect(try await test.outbox.pending(of: acme) == [])
  }

  @Test("a receiver can tell by its own key who has posted, what, and when")
  func signature() async throws {
    let server = try SmallHTTPServer { _ in .init(200) }
    let now = Timestamp("2026-11-22T14:00:00.000Z")!
    let address = url(server)
    let sink = WebhookSink(address, key: secret.key(of: address), now: { now })
    try await sink.deliver(message(1, subject: "Delivery „äöü“", body: "- `<b>`\n"))
    let request = try #require(server.requests.first)
    let key = try #require(WebhookKey(text: secret.key(of: address).text))
    let id = try #require(request.headers["webhook-id"])
    #expect(id == "acme-\(message(1).key)")
    #expect(request.headers["webhook-timestamp"] == "\(now.secondsSinceEpoch)")
    func signed(_ body: String, by key: WebhookKey, at seconds: Int64) -> String {
      key.signature(of: Data(body.utf8), id: id, timestamp: seconds)
    }
    #expect(request.headers["webhook-signature"] == signed(request.body, by: key, at: now.secondsSinceEpoch))
    // Anything else has another signature: a changed body, another time, the key of another address.
    let other = secret.key(of: url(server, "/other"))
    for wrong in [
      signed(request.body + " ", by: key, at: now.secondsSinceEpoch),
      signed(request.body, by: key, at: now.secondsSinceEpoch + 1),
      signed(request.body, by: other, at: now.secondsSinceEpoch),
    ] {
      #expect(request.headers["webhook-signature"] != wrong)
    }
    // What it says
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any])
    let data = try #require(document["data"] as? [String: String])
    #expect(document["type"] as? String == "boxoffice.rejected")
    #expect(document["timestamp"] as? String == "\(message(1).createdAt)")
    #expect(
      data == [
        "key": message(1).key, "kind": "rejected", "provider": "acme", "subject": "Delivery „äöü“", "text": "- `<b>`\n",
        "html": "<ul>\n<li><code>&lt;b&gt;</code></li>\n</ul>\n",
      ])
    #expect(request.headers["content-type"] == "application/json")
  }

  @Test("signatures are those of Standard Webhooks, by its own library for Python")
  func standard() throws {
    // standardwebhooks 1.0: Webhook(key).sign("acme-20261122T134509120Z-rejected", 1614265330, '{"test": 2432232314}')
    let key = try #require(WebhookKey(text: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLw=="))
    #expect(
      key.signature(
        of: Data(#"{"test": 2432232314}"#.utf8), id: "acme-20261122T134509120Z-rejected", timestamp: 1_614_265_330)
        == "v1,u0E/PgiXRTJbPTMhowoueSpm0IWNaRXivtphF53v8Fc=")
  }

  @Test("what is logged, stored or printed shows neither the address's path nor any key")
  func secrets() async throws {
    let server = try SmallHTTPServer { _ in .init(403, "hidden") }
    let sink = WebhookSink(url(server), key: secret.key(of: url(server)))
    let error = await #expect(throws: BoxOfficeError.self) { try await sink.deliver(message(1)) }
    #expect(error?.code == "webhook-failed")
    #expect(error?.message.contains("127.0.0.1:\(server.port) answers 403") == true)
    for text in ["\(error!)", sink.name, "\(secret)", String(reflecting: secret), "\(secret.key(of: url(server)))"] {
      #expect(!text.contains("hidden") && !text.contains("installation") && !text.contains("whsec_"), "\(text)")
    }
    #expect(WebhookSecret("too short") == nil)
  }

  @Test("a server that is not there, or cuts the connection, is told as such")
  func unreachable() async throws {
    let port = try Loopback.freePorts(1)
    let address = WebhookURL(text: "http://127.0.0.1:\(port)/hook")!
    let error = await #expect(throws: BoxOfficeError.self) {
      try await WebhookSink(address, key: secret.key(of: address)).deliver(message(1))
    }
    #expect(error?.message.contains("does not answer") == true)
  }

  @Test("operators and providers are told their kinds, and who is both gets one message")
  func audience() async throws {
    let server = try SmallHTTPServer { _ in .init(200) }
    let (ours, theirs, both) = (url(server, "/ours"), url(server, "/theirs"), url(server, "/both"))
    var audience = NotificationAudience(operators: [ours, both])
    (audience.operatorKinds, audience.providerKinds) = ([.rejected], [.received])
    var contacts = Contacts()
    contacts.webhooks = [theirs, both]
    let test = try TestOutbox()
    try await test.outbox.post(message(1, kind: .received))
    try await test.outbox.post(message(2, kind: .rejected))
    try await test.outbox.post(message(3, kind: .overdue))
    let channel = WebhookChannel(secret: secret, audience: audience)
    #expect(try await test.deliverAll(channel, contacts: contacts, atMost: 1) == 1)
    let told = server.requests.map { "\($0.path) \($0.headers["webhook-id"]!.suffix(1))" }
    #expect(told.sorted() == ["/both 1", "/both 2", "/ours 2", "/theirs 1"])

    // A provider may want other kinds than the others do
    contacts.kinds = [.overdue]
    for kind in [NotificationKind.received, .rejected, .overdue] {
      try await test.outbox.post(message(4 + (NotificationKind.allCases.firstIndex(of: kind) ?? 0), kind: kind))
    }
    #expect(try await test.deliverAll(channel, contacts: contacts, atMost: 1) == 1)
    let later = server.requests.dropFirst(4).map { "\($0.path) \($0.headers["webhook-id"]!.suffix(1))" }
    #expect(later.sorted() == ["/both 6", "/both 9", "/ours 6", "/theirs 9"])
  }
}

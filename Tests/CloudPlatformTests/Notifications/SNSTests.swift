import AsyncHTTPClient
import Domain
import Fixtures
import Foundation
import NIOCore
import NIOHTTP1
import Notifications
import Testing

@testable import CloudPlatform

@Suite("Topics of SNS", .ownThreads)
struct SNSTests {
  private let acme = ProviderID("acme")!

  @Test(
    "a topic's ARN is one, and a template makes one of each provider",
    arguments: [
      ("arn:aws:sns:eu-central-1:123456789012:boxoffice-to-{provider}", true),
      ("arn:aws-cn:sns:cn-north-1:123456789012:all.fifo", true),
      ("arn:aws:sqs:eu-central-1:123456789012:boxoffice", false), ("arn:aws:sns:eu-central-1:1234:boxoffice", false),
      ("arn:aws:sns:eu-central-1:123456789012:box office", false), ("arn:aws:sns::123456789012:boxoffice", false),
      ("boxoffice", false),
    ])
  func topics(text: String, isOne: Bool) {
    #expect((SNSTopicTemplate(text) != nil) == isOne)
    #expect(
      SNSTopicTemplate(text)?.topic(of: "acme")?.description
        == (isOne ? text.replacing("{provider}", with: "acme") : nil))
  }

  @Test("a subject is ASCII and short, as SNS wants it")
  func subjects() {
    #expect(SNSSink.subject(message(1, subject: "späte\nFilme")) == "[boxoffice acme] sp?te?Filme")
    let long = SNSSink.subject(message(1, subject: String(repeating: "x", count: 200)))
    #expect(long.count == 99 && long.hasSuffix("xxx..."))
  }

  @Test("a message that is too long for SNS is cut between characters")
  func tooLong() {
    let text = SNSSink.message(message(1, body: String(repeating: "ä", count: 130_000)))
    #expect(text.utf8.count < 256 << 10 && text.hasPrefix("ää") && text.hasSuffix("ä\n…\n"))
    #expect(SNSSink.message(message(1)) == message(1).body)
  }

  @Test(
    "subscribers of the provider's topic and of the operators' are told their kinds, with attributes to choose by",
    .enabled(if: TestServerProgram.isWanted("moto_server"), "moto_server is not installed"))
  func published() async throws {
    // Given topics on moto, to which somebody has subscribed, by attributes at the operators'
    let moto = try await Moto()
    let subscriber = try SmallHTTPServer { _ in .init(200) }
    for topic in ["boxoffice-to-acme", "operators"] {
      try await moto.ask(["Action": "CreateTopic", "Name": topic])
    }
    func subscribe(to topic: String, as name: String, filter: String? = nil) async throws {
      let attributes = filter.map { ["Attributes.entry.1.key": "FilterPolicy", "Attributes.entry.1.value": $0] } ?? [:]
      let form = [
        "Action": "Subscribe", "TopicArn": moto.arn(topic), "Protocol": "http",
        "Endpoint": "\(subscriber.endpoint)/\(name)",
      ]
      try await moto.ask(form.merging(attributes) { $1 })
    }
    try await subscribe(to: "boxoffice-to-acme", as: "acme")
    let key = message(2).key
    try await subscribe(
      to: "operators", as: "operators", filter: #"{"kind":["rejected"],"provider":["acme"],"key":["\#(key)"]}"#)
    try await subscribe(to: "operators", as: "others", filter: #"{"provider":["globex"]}"#)
    var audience = NotificationAudience(operators: [try #require(SNSTopic(moto.arn("operators")))])
    audience.operatorKinds = [.rejected]
    let channel = try SNSChannel(
      providers: SNSTopicTemplate(moto.arn("boxoffice-to-{provider}")), audience: audience,
      environment: moto.environment)
    let test = try TestOutbox()
    try await test.outbox.post(message(1, kind: .received))
    try await test.outbox.post(message(2, subject: "Delivery is rejected: 3 errors", body: "- `a&b=c` ünï\n"))

    // When the outbox is delivered
    #expect(try await test.deliverAll(channel, contacts: Contacts(), atMost: 1) == 1)

    // Then each has what it wants, whole
    let told = try subscriber.requests.compactMap { request -> (String, [String: Any])? in
      let document = try JSONSerialization.jsonObject(with: Data(request.body.utf8)) as? [String: Any] ?? [:]
      return document["Type"] as? String == "Notification" ? (request.path, document) : nil
    }
    #expect(
      told.map { "\($0.0) \($0.1["Subject"] ?? "")" }.sorted() == [
        "/acme [boxoffice acme] Delivery is rejected: 3 errors", "/acme [boxoffice acme] Message 1",
        "/operators [boxoffice acme] Delivery is rejected: 3 errors",
      ])
    let rejection = try #require(told.first { $0.0 == "/operators" }?.1)
    #expect(rejection["Message"] as? String == "- `a&b=c` ünï\n")
  }

  @Test(
    "a topic that is not there leaves the message in the outbox, and says so",
    .enabled(if: TestServerProgram.isWanted("moto_server"), "moto_server is not installed"))
  func missing() async throws {
    let moto = try await Moto()
    let channel = try SNSChannel(
      providers: SNSTopicTemplate(moto.arn("to-{provider}")), audience: NotificationAudience(operators: []),
      environment: moto.environment)
    let test = try TestOutbox()
    try await test.outbox.post(message(1))
    let left = try await test.outbox.deliver(of: acme, to: [channel])
    #expect(left.map(\.sink) == ["sns:\(moto.arn("to-acme"))"])
    #expect(left.first?.reason.contains("look whether the topic is there") == true, "\(left)")
    try await moto.ask(["Action": "CreateTopic", "Name": "to-acme"])
    #expect(try await test.outbox.deliver(of: acme, to: [channel]) == [])
  }

  @Test("a request is signed for SNS in the topic's region, and only SNS's own answer is taken for one")
  func signed() async throws {
    let answer = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>"
    let server = try SmallHTTPServer { request in .init(200, request.body.contains("all.fifo") ? answer : "<html/>") }
    let channel = try SNSChannel(
      providers: SNSTopicTemplate("arn:aws:sns:eu-central-1:123456789012:to-{provider}"),
      audience: NotificationAudience(operators: [try #require(SNSTopic("arn:aws:sns:eu-west-1:123456789012:all.fifo"))]
      ),
      environment: [
        "AWS_ENDPOINT_URL_SNS": server.endpoint, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "canary",
        "AWS_SESSION_TOKEN": "token",
      ])
    let sinks = channel.sinks(for: acme, contacts: Contacts())
    await #expect(throws: BoxOfficeError.self) { try await sinks[0].deliver(message(1)) }
    try await sinks[1].deliver(message(1))
    let scopes = server.requests.map { $0.headers["authorization"]!.split(separator: "/").dropFirst(2).prefix(2) }
    #expect(scopes.map { $0.joined(separator: " ") } == ["eu-central-1 sns", "eu-west-1 sns"])
    #expect(server.requests.allSatisfy { $0.headers["x-amz-security-token"] == "token" && !$0.body.contains("canary") })
    #expect(server.requests[0].body.contains("MessageDeduplicationId") == false)
    #expect(server.requests[1].body.contains("&MessageGroupId=acme&MessageDeduplicationId="))
  }
}

/// moto, which imitates AWS and hands what is published to whoever has subscribed by HTTP.
private struct Moto {
  let environment: [String: String]
  private let server: TestServerProgram
  private let endpoint: String
  private let folder: TemporaryFolder

  init() async throws {
    folder = try TemporaryFolder()
    let port = try Loopback.freePorts(1)
    let program = try #require(TestServerProgram.path(of: "moto_server"))
    server = try TestServerProgram("run", [folder.path, program, "-H", "127.0.0.1", "-p", "\(port)"])
    endpoint = "http://127.0.0.1:\(port)"
    environment = ["AWS_ENDPOINT_URL": endpoint, "AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s"]
    for _ in 0..<600 where !Loopback.isListening(port) { try await Task.sleep(for: .milliseconds(100)) }
  }

  func arn(_ topic: String) -> String { "arn:aws:sns:us-east-1:123456789012:\(topic)" }

  /// Does what an administrator would.
  func ask(_ form: [String: String]) async throws {
    var request = HTTPClientRequest(url: endpoint + "/")
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
    // moto finds the service by this and looks at no signature.
    request.headers.add(
      name: "authorization", value: "AWS4-HMAC-SHA256 Credential=k/20261122/us-east-1/sns/aws4_request, Signature=x")
    let body = PercentEncoding.query(form.map { (name: $0.key, value: $0.value) })
    request.body = .bytes(ByteBuffer(string: body))
    let prepared = request
    let answer = try await HTTPTransport().fetch(retry: .never) { prepared }
    try #require(answer.status == .ok, "\(String(decoding: answer.body, as: UTF8.self))")
  }
}

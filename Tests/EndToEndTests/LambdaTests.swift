import CloudPlatform
import Database
import Domain
import Fixtures
import Foundation
import Notifications
import Testing
import Watchfolders

/// The real binary as a custom runtime, on a real S3 server and a real PostgreSQL. Stand-ins: the Runtime API, and SQS.
@Suite(
  "Functions of AWS Lambda", .ownThreads,
  .enabled(if: SeaweedFSServer.isWanted && PostgreSQLServer.isWanted, "\(SeaweedFSServer.missing), or PostgreSQL is"),
  .timeLimit(.minutes(5)))
struct LambdaTests {
  static let none = LambdaRuntimeAPI.Outcome.answered(#"{"batchItemFailures":[]}"#)
  static let first = LambdaRuntimeAPI.Outcome.answered(#"{"batchItemFailures":[{"itemIdentifier":"m0"}]}"#)

  let folder: TemporaryFolder
  let s3: SeaweedFSServer
  let databaseURL: String
  let database: PostgreSQLEditionDatabase
  let kept: SeederWatchfolder
  let uploads: S3Watchfolder
  let uploadStore: S3ObjectStore
  /// Stands in for SQS, and takes everything.
  let queue: SmallHTTPServer
  let acme = ProviderID("acme")!
  private let prefix = "lambda-" + UUID().uuidString.lowercased()

  init() async throws {
    folder = try TemporaryFolder()
    s3 = try await SeaweedFSServer.shared.value
    databaseURL = try PostgreSQLServer.shared.database(of: folder)
    database = try PostgreSQLEditionDatabase(url: databaseURL)
    kept = SeederWatchfolder(store: S3ObjectStore(client: try s3.client(prefix: prefix + "/seeder")))
    let uploader = try s3.client(prefix: prefix + "/uploads")
    uploads = S3Watchfolder(client: uploader)
    uploadStore = S3ObjectStore(client: uploader)
    queue = try SmallHTTPServer { _ in .init(200, "{}") }
    let added = try BoxOfficeProcess.run(["provider", "add", "acme"], environment: environment("add"))
    try #require(added.status == 0, "\(added.talk)")
  }

  private func environment(_ name: String) -> [String: String] {
    s3.environment.merging([
      "BOXOFFICE_STORE": "s3://boxoffice/\(prefix)/seeder", "BOXOFFICE_DATABASE": databaseURL,
      "BOXOFFICE_WATCHFOLDER": "s3://boxoffice/\(prefix)/uploads", "BOXOFFICE_DATA_DIR": folder(name),
      "BOXOFFICE_SETTLE": "0", "AWS_ENDPOINT_URL_SQS": queue.endpoint,
    ]) { $1 }
  }

  /// A function of its own process, as Lambda starts it: without arguments.
  private struct Function {
    let api: LambdaRuntimeAPI
    let process: BoxOfficeProcess
  }

  private func function(_ handler: String, _ more: [String: String] = [:]) throws -> Function {
    let api = try LambdaRuntimeAPI()
    let own = ["AWS_LAMBDA_RUNTIME_API": api.address, "_HANDLER": handler]
    return Function(
      api: api,
      process: try BoxOfficeProcess([], environment: environment(handler).merging(own) { $1 }.merging(more) { $1 }))
  }

  private var uploadKey: String { "\(prefix)/uploads/acme/data.zip" }

  /// Uploads a delivery, and returns the message that S3 would send.
  private func upload(_ zip: Data) async throws -> String {
    let info = try await uploadStore.put(try #require(ObjectKey("acme/data.zip")), .data(zip))
    return LambdaEvents.uploaded(uploadKey, in: "boxoffice", version: info.version.id)
  }

  private func created(_ name: String, _ zip: Data) -> String {
    let key = kept.key(acme, FileDigest.sha256(zip), name).name
    return LambdaEvents.created("\(prefix)/seeder/\(key)", in: "boxoffice")
  }

  private static func delivery(_ number: Int) -> Data {
    var delivery = FixtureDelivery.small
    let film = ["id": "\(1000 + number)", "title": "Film \(number)", "release_date": "2004-01-01"]
    delivery.movies += FixtureDelivery.movieLine(film) + "\n"
    return delivery.zip()
  }

  /// What SQS was asked for.
  private func asked(_ action: String) -> [SmallHTTPServer.Request] {
    queue.requests.filter { $0.headers["x-amz-target"] == "AmazonSQS.\(action)" }
  }

  @Test("validate and seed make an edition; events that are doubled, late or of other things change nothing")
  func doubledAndReordered() async throws {
    // Given two uploads, the second of which replaced the first
    let named = ["BOXOFFICE_INSTALLATION": "prod"]
    let (validate, parse, seed) = (try function("validate", named), try function("parse"), try function("seed", named))
    let early = try await upload(Self.delivery(1))
    let zip = Self.delivery(2)
    let late = try await upload(zip)

    // When the events come in the wrong order, the later one twice
    for event in [late, early, late] {
      #expect(await validate.api.invoke(LambdaEvents.messages(event)) == Self.none)
    }

    // Then the one that was current is validated, to its manifest and no further, and the other was never taken
    let records = try await kept.records(of: acme)
    #expect(records.map(\.delivery) == [FileDigest.sha256(zip)])
    #expect(records.map(\.state) == [.accepted])
    #expect(try await kept.manifest(of: records[0].delivery, acme)?.parts.isEmpty == false)
    #expect(try await database.editions(of: acme).isEmpty)

    // When the next stages are told of it, too often and of what is not theirs
    let manifest = created("manifest.json", zip)
    #expect(await parse.api.invoke(LambdaEvents.messages(created("delivery.json", zip))) == Self.none)
    #expect(await seed.api.invoke(LambdaEvents.messages(manifest, manifest)) == Self.none)
    let published = try await database.publication(of: acme)
    for (function, event) in [
      (seed, manifest), (parse, created("delivery.json", zip)), (validate, late), (seed, early),
    ] {
      #expect(await function.api.invoke(LambdaEvents.messages(event)) == Self.none)
      #expect(await function.api.invoke(LambdaEvents.housekeeping) == .answered("{}"))
    }

    // Then there is one edition, published once
    #expect(try await database.editions(of: acme).map(\.delivery) == [FileDigest.sha256(zip)])
    #expect(published?.state == .live)
    #expect(try await database.publication(of: acme) == published)
    #expect(try await kept.records(of: acme).map(\.state) == [.published])
    #expect(asked("SendMessage").isEmpty)
    for function in [validate, parse, seed] { function.process.kill(SIGTERM) }
    let results = [validate, parse, seed].map { $0.process.wait() }
    #expect(results.map(\.status) == [143, 143, 143])

    // And both that know whose they are have told CloudWatch, each event what it did
    func told(_ index: Int, _ name: String) throws -> [[Double]] {
      try results[index].output.split(separator: "\n").compactMap { line in
        let document = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
        return document?["Environment"] as? String == "prod" ? document?[name] as? [Double] : nil
      }
    }
    #expect(try told(0, "DeliveriesAccepted") == [[1]])
    #expect(try told(2, "PublicationSeconds").map(\.count) == [1])
    #expect(try told(2, "PublicationPendingSeconds").allSatisfy { $0 == [0] })
    let ages = try told(2, "EditionAgeDays")
    #expect(!ages.isEmpty && ages.allSatisfy { $0[0] >= 0 && $0[0] < 1 }, "\(ages)")
    #expect(results[2].output.contains(#""Provider":"acme""#))
    #expect(results[1].output.isEmpty)
  }

  @Test("a record that cannot be read is reported as failed, and the others are done")
  func poisoned() async throws {
    let validate = try function("validate")
    let event = try await upload(Self.delivery(1))
    let removed = LambdaEvents.uploaded(uploadKey, in: "boxoffice", version: "v", event: "ObjectRemoved:Delete")

    let outcome = await validate.api.invoke(LambdaEvents.messages("garbage", LambdaEvents.test, removed, event))

    #expect(outcome == Self.first)
    #expect(try await kept.records(of: acme).map(\.state) == [.accepted])
    // It is tried again soon, not when the queue's own time is over
    let retried = asked("ChangeMessageVisibility")
    #expect(retried.count == 1)
    #expect(retried.first?.body.contains(#""ReceiptHandle":"r0""#) == true)
  }

  @Test("an upload that has not settled is put off by a new message; one that was replaced is let go")
  func settling() async throws {
    let validate = try function("validate", ["BOXOFFICE_SETTLE": "20m"])
    let early = try await upload(Self.delivery(1))
    let late = try await upload(Self.delivery(2))

    // When the events of both come
    #expect(await validate.api.invoke(LambdaEvents.messages(early)) == Self.none)
    #expect(asked("SendMessage").isEmpty)
    #expect(await validate.api.invoke(LambdaEvents.messages(late)) == Self.none)

    // Then the later one waits as long as a queue can make it wait, which is less than it has to
    let sent = asked("SendMessage").map(\.body)
    #expect(sent.count == 1)
    let message = try #require(
      try JSONSerialization.jsonObject(with: Data((sent.first ?? "{}").utf8)) as? [String: Any])
    #expect(message["DelaySeconds"] as? Int == 900)
    #expect(message["MessageBody"] as? String == late)
    #expect((message["QueueUrl"] as? String)?.hasSuffix("/000000000000/uploads") == true)
    #expect(try await kept.records(of: acme).isEmpty)

    // And when its time is over, which counts from the event, it is taken: whatever time the process saw it first
    let version = try #require(try ObjectCreated.all(in: late).first?.version)
    let past = LambdaEvents.uploaded(
      uploadKey, in: "boxoffice", version: version, at: Date(timeIntervalSinceNow: -1201))
    #expect(await validate.api.invoke(LambdaEvents.messages(past)) == Self.none)
    #expect(try await kept.records(of: acme).map(\.delivery) == [FileDigest.sha256(Self.delivery(2))])
  }

  @Test("while another process works for the provider the message is put off")
  func locked() async throws {
    let validate = try function("validate")
    let event = try await upload(Self.delivery(1))
    let lock = PostgreSQLWorkLock(PostgreSQLConfiguration(url: try PostgreSQLURL(databaseURL)))
    let hold = try #require(try await lock.acquire(acme.name))

    #expect(await validate.api.invoke(LambdaEvents.messages(event)) == Self.none)
    #expect(asked("SendMessage").count == 1)
    #expect(try await kept.records(of: acme).isEmpty)

    await hold.release()
    #expect(await validate.api.invoke(LambdaEvents.messages(event)) == Self.none)
    #expect(try await kept.records(of: acme).map(\.state) == [.accepted])
  }

  @Test("the deadline stops work in a state that the next try goes on from", arguments: ["ratings.csv.gz", "data.zip"])
  func deadline(_ name: String) async throws {
    // Given a line to the store on which the zip, or a table that was accepted, does not get through
    let line = try FaultyLine(to: s3.port)
    let store = "s3://boxoffice/\(prefix)/seeder?endpoint=\(line.endpoint)"
    let validate = try function("validate", ["BOXOFFICE_STORE": store])
    let zip = Self.delivery(1)
    let event = try await upload(zip)
    let key = kept.key(acme, FileDigest.sha256(zip), name).name
    line.next("PUT /boxoffice/\(prefix)/seeder/\(key)", .stall(after: 100))

    // When the time is over
    let outcome = await validate.api.invoke(LambdaEvents.messages(event), seconds: 8)

    // Then the message is to be received again, and the next try finishes what the upload began
    #expect(outcome == Self.first)
    #expect(line.isClear)
    #expect(try await kept.manifest(of: FileDigest.sha256(zip), acme) == nil)
    #expect(await validate.api.invoke(LambdaEvents.messages(event)) == Self.none)
    #expect(try await kept.records(of: acme).map(\.state) == [.accepted])
  }

  @Test("parse makes up for a manifest that is missing, without the watchfolder")
  func missingManifest() async throws {
    let zip = Self.delivery(1)
    let (validate, parse) = (
      try function("validate"), try function("parse", ["BOXOFFICE_WATCHFOLDER": folder("nobody")])
    )
    #expect(await validate.api.invoke(LambdaEvents.messages(try await upload(zip))) == Self.none)
    let made = try #require(try await kept.manifest(of: FileDigest.sha256(zip), acme))
    try await kept.store.delete(kept.key(acme, FileDigest.sha256(zip), "manifest.json"), version: nil)

    #expect(await parse.api.invoke(LambdaEvents.messages(created("delivery.json", zip))) == Self.none)

    #expect(try await kept.manifest(of: FileDigest.sha256(zip), acme) == made)
  }

  @Test("a function that cannot start says why", arguments: [["_HANDLER": "serve"], ["BOXOFFICE_SETTEL": "5m"]])
  func initialization(_ environment: [String: String]) async throws {
    let function = try function("validate", environment)
    #expect(await function.api.initializationFailure().hasPrefix("BoxOffice."))
    #expect(function.process.wait().status == 64)
  }

  @Test("notify is not told by its own marks to try again, but by the queue and the clock")
  func ownMarks() async throws {
    // Given a topic that refuses, and a message for it
    let topics = try SmallHTTPServer { _ in
      .init(403, "<ErrorResponse><Error><Code>AuthorizationError</Code></Error></ErrorResponse>")
    }
    let notify = try function(
      "notify",
      [
        "BOXOFFICE_NOTIFY_FILES": "false", "AWS_ENDPOINT_URL_SNS": topics.endpoint,
        "BOXOFFICE_NOTIFY_SNS_TOPIC": "arn:aws:sns:us-east-1:000000000000:to-{provider}",
      ])
    let message = Notifications.Notification(
      key: "20261123T010203004Z-overdue", kind: .overdue, provider: acme, createdAt: .now(), subject: "Overdue",
      body: "Overdue\n")
    #expect(try await Outbox(store: kept.store).post(message))
    let event = LambdaEvents.created("\(prefix)/seeder/acme/outbox/pending/\(message.key).json", in: "boxoffice")

    // When its event comes, then that of the mark that was left, then the first one again, since it failed, and the clock
    #expect(await notify.api.invoke(LambdaEvents.messages(event)) == Self.first)
    #expect(topics.requests.count == 1)
    #expect(await notify.api.invoke(LambdaEvents.messages(event)) == Self.none)
    #expect(topics.requests.count == 1)
    #expect(await notify.api.invoke(LambdaEvents.messages(event, time: 2)) == Self.first)
    #expect(topics.requests.count == 2)
    #expect(await notify.api.invoke(LambdaEvents.housekeeping) == .failed("BoxOffice.housekeeping-failed"))
    #expect(topics.requests.count == 3)
  }

  @Test("an event that is no event of ours is an error of the invocation, and the next one is answered")
  func unknownEvent() async throws {
    let notify = try function("notify")
    #expect(await notify.api.invoke("{}") == .failed("BoxOffice.event-unknown"))
    #expect(await notify.api.invoke(LambdaEvents.housekeeping) == .answered("{}"))
  }
}

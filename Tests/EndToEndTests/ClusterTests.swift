import CloudPlatform
import Database
import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

/// Several processes of the real binary on a real S3 server and a real PostgreSQL, as on several machines: they share
/// nothing else.
@Suite(
  "Several workers and API processes share a bucket and a database", .serialized, .ownThreads,
  .enabled(if: SeaweedFSServer.isWanted && PostgreSQLServer.isWanted, "\(SeaweedFSServer.missing), or PostgreSQL is")
)
struct ClusterTests {
  static let providers = ["acme", "globex", "initech", "umbrella"].map { ProviderID($0)! }
  static let deliveriesPerProvider = 50

  let folder: TemporaryFolder
  let s3: SeaweedFSServer
  let databaseURL: String
  let database: PostgreSQLEditionDatabase
  let seederWatchfolder: SeederWatchfolder
  let uploads: S3Watchfolder
  let uploadStore: S3ObjectStore
  private let prefix = "cluster-" + UUID().uuidString.lowercased()

  init() async throws {
    folder = try TemporaryFolder()
    s3 = try await SeaweedFSServer.shared.value
    databaseURL = try PostgreSQLServer.shared.database(of: folder)
    database = try PostgreSQLEditionDatabase(url: databaseURL)
    seederWatchfolder = SeederWatchfolder(store: S3ObjectStore(client: try s3.client(prefix: prefix + "/seeder")))
    let uploader = try s3.client(prefix: prefix + "/uploads")
    uploads = S3Watchfolder(client: uploader)
    uploadStore = S3ObjectStore(client: uploader)
  }

  private var arguments: [String] {
    [
      "--store", "s3://boxoffice/\(prefix)/seeder", "--watchfolder", "s3://boxoffice/\(prefix)/uploads", "--database",
      databaseURL,
    ]
  }

  private func run(_ command: [String], in dataDir: String) throws -> BoxOfficeProcess {
    try BoxOfficeProcess(
      command + ["--data-dir", folder(dataDir)] + arguments,
      environment: s3.environment.merging(["BOXOFFICE_SCAN_INTERVAL": "500ms"]) { $1 })
  }

  private func worker(_ number: Int) throws -> BoxOfficeProcess {
    try run(
      ["worker", "--settle", "0", "--admin-port", "0"] + Self.providers.flatMap { ["--provider", $0.name] },
      in: "worker-\(number)")
  }

  /// The `number`th delivery of a provider: no other has its bytes.
  private static func delivery(_ number: Int, of provider: ProviderID) -> FixtureDelivery {
    var delivery = FixtureDelivery.small
    for id in 0...number {
      let film = ["id": "\(1000 + id)", "title": "\(provider) \(id)", "release_date": "2004-01-01"]
      delivery.movies += FixtureDelivery.movieLine(film) + "\n"
    }
    return delivery
  }

  /// As a provider does it, once the upload before has been taken.
  private func upload(_ zip: Data, by provider: ProviderID) async throws {
    let taken = try await eventually(within: 300) { try await uploads.upload(of: provider) == nil }
    try #require(taken, "the upload of \(provider) was not taken")
    try await uploadStore.put(try #require(ObjectKey("\(provider)/data.zip")), .data(zip))
  }

  @Test(
    "200 deliveries of 4 providers, workers killed at random: one edition for each delivery, none lost, the last current",
    .timeLimit(.minutes(40)))
  func killedWorkers() async throws {
    let ports = [try freePorts(), try freePorts()]
    let servers = try ports.enumerated().map { number, ports in
      try run(["serve", "--port", "\(ports.api)", "--admin-port", "\(ports.admin)"], in: "serve-\(number)")
    }
    let workers = try (0..<3).map { try worker($0) }
    let killer = Task {
      var workers = workers
      var random = SeededGenerator(seed: 4)
      var kills = 0
      while !Task.isCancelled {
        try? await Task.sleep(for: .milliseconds(Int.random(in: 2000...5000, using: &random)))
        let victim = Int.random(in: workers.indices, using: &random)
        workers[victim].kill(SIGKILL)
        _ = workers[victim].wait()
        workers[victim] = try worker(victim)
        kills += 1
      }
      return (workers, kills)
    }

    // When every provider uploads its deliveries one after the other, some of them twice
    try await withThrowingTaskGroup(of: Void.self) { group in
      for provider in Self.providers {
        group.addTask {
          for number in 0..<Self.deliveriesPerProvider {
            let zip = Self.delivery(number, of: provider).zip()
            try await upload(zip, by: provider)
            if number % 10 == 3 { try await upload(zip, by: provider) }
          }
        }
      }
      try await group.waitForAll()
    }
    for provider in Self.providers {
      let isDone = try await eventually(within: 300) {
        let records = try await seederWatchfolder.records(of: provider)
        return records.count == Self.deliveriesPerProvider && !records.contains { $0.state.isUnfinished }
      }
      let states = try await seederWatchfolder.records(of: provider).map(\.state)
      #expect(isDone, "\(provider): \(states.count) records, \(Set(states))")
    }
    killer.cancel()
    let (left, kills) = try await killer.value

    // Then there is one edition for each delivery, in the order they came, and the last is current
    for provider in Self.providers {
      let editions = try await database.editions(of: provider)
      let deliveries = (0..<Self.deliveriesPerProvider).map {
        FileDigest.sha256(Self.delivery($0, of: provider).zip())
      }
      #expect(editions.filter { $0.state == .ready }.map(\.delivery) == deliveries)
      #expect(editions.allSatisfy { $0.publishedAt != nil })
      let publication = try #require(try await database.publication(of: provider))
      #expect(publication.state == .live)
      #expect(publication.edition == editions.last?.number)
    }
    // And both API processes answer with it, to the byte
    for provider in Self.providers {
      var answers: [Data] = []
      for ports in ports {
        let answer = try await HTTPClient.get("http://127.0.0.1:\(ports.api)/v1/\(provider)/years.csv")
        #expect(answer.status == 200)
        answers.append(answer.body)
      }
      #expect(answers[0] == answers[1])
      #expect(String(decoding: answers[0], as: UTF8.self).contains("2004,\(Self.deliveriesPerProvider),"))
    }
    #expect(kills > 10)
    for process in left + servers {
      process.kill(SIGTERM)
      #expect(process.wait().status == 0, "\(process.said.suffix(2000))")
    }
  }
}

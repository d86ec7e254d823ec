import CloudPlatform
import Domain
import Fixtures
import Foundation
import Testing

@Suite("boxoffice doctor looks", .ownThreads)
struct DoctorTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// What it says, a line each, and how it ends.
  private func doctor(_ environment: [String: String]) throws -> (status: Int32, lines: [String]) {
    let result = try BoxOfficeProcess.run(["doctor", "--data-dir", folder("var")], environment: environment)
    return (result.status, result.output.split(separator: "\n").map(String.init))
  }

  @Test("at the list of readers that the edge has")
  func edgeReaders() throws {
    let configured = ["BOXOFFICE_EDGE_READERS": KeyValueStoreServer.arn]
    let list = try KeyValueStoreServer()
    let well = try doctor(list.environment.merging(configured) { $1 })
    #expect(well.status == 0 && well.lines.contains { $0.hasPrefix("ok    edge's readers: arn:aws:cloudfront") })

    let refusing = try KeyValueStoreServer(refusing: ["GET": 403])
    let refused = try doctor(refusing.environment.merging(configured) { $1 })
    #expect(refused.status == 70)
    #expect(refused.lines.contains { $0.hasPrefix("FAULT edge's readers:") && $0.contains("403: refused") })

    let wrong = try doctor(["BOXOFFICE_EDGE_READERS": "readers"])
    #expect(wrong.status == 70 && wrong.lines.contains { $0.contains("'readers' is no ARN") }, "\(wrong)")
  }

  @Test(
    "at each provider's own bucket: whether it is there, keeps versions, and gives the rights that are needed",
    .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"), .timeLimit(.minutes(2)))
  func bucketOfEach() async throws {
    let server = try await SeaweedFSServer.shared.value
    let name = "doctor-" + UUID().uuidString.lowercased().prefix(8)
    let environment = server.environment.merging(["BOXOFFICE_WATCHFOLDER": "s3://\(name)-{provider}"]) { $1 }
    for provider in ["acme", "globex"] {
      try await S3Client("s3://\(name)-\(provider)", environment: server.environment).setUpBucket()
      let added = try BoxOfficeProcess.run(
        ["provider", "add", provider, "--data-dir", folder("var")], environment: environment)
      try #require(added.status == 0, "\(added)")
    }
    let well = try doctor(environment)
    #expect(well.status == 0)
    for check in ["bucket", "clock", "versioning", "rights", "conditional writes"] {
      #expect(well.lines.contains { $0.hasPrefix("ok    acme: \(check):") }, "\(check)")
    }

    let elsewhere = environment.merging(["BOXOFFICE_WATCHFOLDER": "s3://\(name)-of-{provider}"]) { $1 }
    let fault = try doctor(elsewhere)
    #expect(fault.status == 70)
    for provider in ["acme", "globex"] {
      let said = fault.lines.first { $0.hasPrefix("FAULT \(provider): bucket:") }
      #expect(said?.contains("\(name)-of-\(provider)") == true, "\(fault)")
    }
  }
}

import API
import Access
import DataArchive
import Domain
import Fixtures
import Foundation
import HTTPTypes
import Testing

@testable import boxoffice

@Suite("Configuration comes from a file, the environment and flags")
struct AppConfigurationTests {
  private let folder: Fixtures.TemporaryFolder

  init() throws { folder = try Fixtures.TemporaryFolder() }

  private func load(
    yaml: String = "", environment: [String: String] = [:], flags: [ConfigurationKey: String] = [:]
  ) async throws -> AppConfiguration {
    let file = try folder.write(Data(yaml.utf8), to: "boxoffice.yaml")
    return try await AppConfiguration.load(file: file, flags: flags, environment: environment)
  }

  @Test("without anything set the documented defaults hold")
  func defaults() async throws {
    let configuration = try await load()
    #expect(configuration.dataDir == "var")
    #expect(configuration.settle == .seconds(900))
    #expect(configuration.providers == [.default])
    #expect(configuration.api.port == 8080)
    #expect(configuration.archiveLimits.maxEntries == 1000)
    #expect(configuration.archiveLimits.maxUnpackedBytes == 64 << 30)
    #expect(!configuration.isProduction)
  }

  @Test("an edge is none, Varnish by its addresses, CloudFront by its distribution, or one that was removed")
  func edge() async throws {
    #expect(try await load().edge == .none)
    let varnish = try await load(yaml: "edge: varnish\nedgeUrl: http://a:1, http://b:2\nedgeDeadline: 4s\n")
    #expect(varnish.edge == .varnish(["http://a:1", "http://b:2"]))
    #expect(varnish.edgeDeadline == .seconds(4))
    let environment = ["BOXOFFICE_EDGE": "cloudfront", "BOXOFFICE_EDGE_URL": "E2EXAMPLE"]
    #expect(try await load(environment: environment).edge == .cloudFront(distribution: "E2EXAMPLE"))
    #expect(try await load(yaml: "edge: removed\n").edge == .removed)
  }

  @Test("what the edge and we know of each other is all there, or is refused by its name and without its value")
  func edgeSecrets() async throws {
    #expect(try await load().api.edgeSecret == nil)
    #expect(try await load().edgeTokens == nil)
    let key = "k1:" + String(repeating: "secret00", count: 8)
    let right = [
      "BOXOFFICE_EDGE_SECRET": "secret-of-twenty-4-bytes", "BOXOFFICE_EDGE_TOKEN_KEY": key,
      "BOXOFFICE_EDGE_TOKEN_AUDIENCE": "films",
    ]
    let configuration = try await load(environment: right)
    #expect(configuration.api.edgeSecret != nil)
    #expect(configuration.edgeTokens?.audience == "films")
    #expect(!"\(configuration)".contains("secret0") && !"\(configuration)".contains("secret-of"))
    for (name, value, says) in [
      ("BOXOFFICE_EDGE_SECRET", "secret-of-twenty3-bytes", "edgeSecret has a value"),
      ("BOXOFFICE_EDGE_TOKEN_KEY", "k1:secret", "edgeTokenKey has a value"),
      ("BOXOFFICE_EDGE_TOKEN_KEY", String(key.dropFirst(3)), "edgeTokenKey has a value"),
      ("BOXOFFICE_EDGE_TOKEN_AUDIENCE", "", "edgeTokenAudience is not"),
    ] {
      let error = await #expect(throws: UsageError.self) {
        try await load(environment: right.merging([name: value]) { $1 })
      }
      #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
      #expect(error?.description.contains("secret0") == false && error?.description.contains("secret-of") == false)
    }
  }

  @Test("the environment overrides the file, and a flag overrides both")
  func priority() async throws {
    let yaml = "port: 1001\nhost: 10.0.0.1\nsettle: 20m\narchive:\n  maxEntries: 7\n"
    let environment = ["BOXOFFICE_PORT": "1002", "BOXOFFICE_SETTLE": "30m", "BOXOFFICE_ARCHIVE_MAX_RATIO": "9"]
    let configuration = try await load(yaml: yaml, environment: environment, flags: [.port: "1003"])
    #expect(configuration.api.port == 1003)
    #expect(configuration.settle == .seconds(1800))
    #expect(configuration.api.host == "10.0.0.1")
    #expect(configuration.archiveLimits.maxEntries == 7)
    #expect(configuration.archiveLimits.maxRatio == 9)
  }

  @Test(
    "what is misspelt or cannot be read is refused, with the key and what it takes",
    arguments: [
      (yaml: "prot: 80\n", environment: [:], says: "did you mean port?"),
      (yaml: "archive:\n  maxRatios: 80\n", environment: [:], says: "did you mean archive.maxRatio?"),
      (yaml: "a: [1\n", environment: [:], says: "no valid YAML"),
      (yaml: "port: 70000\n", environment: [:], says: "'70000' is no value for port"),
      (yaml: "settle: soon\n", environment: [:], says: "'soon' is no value for settle"),
      (yaml: "providers: A B\n", environment: [:], says: "'A B' is no value for providers"),
      (yaml: "", environment: ["BOXOFFICE_PROT": "80"], says: "did you mean BOXOFFICE_PORT?"),
      (yaml: "environment: production\nsettle: 4m\n", environment: [:], says: "at least 5m"),
      (yaml: "edge: akamai\n", environment: [:], says: "'akamai' is no value for edge"),
      (yaml: "edgeDeadline: 0s\n", environment: [:], says: "'0s' is no value for edgeDeadline"),
      (yaml: "api:\n  rateLimit: 10\n", environment: [:], says: "answers/duration or none, for instance 1000/10s"),
      (yaml: "api:\n  trustedProxies: 10.0.0.0/33\n", environment: [:], says: "'10.0.0.0/33' is no value"),
      (yaml: "api:\n  clientHeader: no header\n", environment: [:], says: "'no header' is no value"),
      (yaml: "api:\n  requestTimeout: 0\n", environment: [:], says: "'0' is no value for api.requestTimeout"),
      (yaml: "environment: live\n", environment: [:], says: "development or production"),
    ] as [(yaml: String, environment: [String: String], says: String)])
  func refusals(yaml: String, environment: [String: String], says: String) async throws {
    let error = await #expect(throws: UsageError.self) { try await load(yaml: yaml, environment: environment) }
    #expect(error?.description.contains(says) == true, "\(error?.description ?? "")")
  }

  @Test("what clients may have is bounded as it is said, and by default as it is documented")
  func limits() async throws {
    let defaults = try await load().api
    let unset = APIConfiguration()
    #expect(defaults.rateLimit == unset.rateLimit)
    #expect(defaults.maxConnections == unset.maxConnections)
    #expect(defaults.maxConnectionsPerClient == unset.maxConnectionsPerClient)
    #expect(defaults.requestTimeout == unset.requestTimeout && defaults.sendTimeout == unset.sendTimeout)
    #expect(defaults.idleTimeout == unset.idleTimeout)
    #expect(defaults.clients.trustedProxies == [] && defaults.clients.header == unset.clients.header)
    let set = try await load(
      yaml: "api:\n  rateLimit: none\n  trustedProxies: 10.0.0.0/8, ::1\n  clientHeader: X-Real-IP\n",
      environment: ["BOXOFFICE_API_MAX_CONNECTIONS_PER_CLIENT": "7", "BOXOFFICE_API_IDLE_TIMEOUT": "2m"]
    ).api
    #expect(set.rateLimit == nil)
    #expect(set.clients.trustedProxies == ["10.0.0.0/8", "::1"].compactMap { AddressRange($0) })
    #expect(set.clients.header.rawName == "X-Real-IP")
    #expect(set.maxConnectionsPerClient == 7)
    #expect(set.idleTimeout == .seconds(120))
  }

  @Test("a file that was named must be there")
  func missingFile() async throws {
    await #expect(throws: UsageError.self) {
      try await AppConfiguration.load(file: folder("none.yaml"), flags: [:], environment: [:])
    }
  }

  @Test("in production five minutes of settling are enough")
  func productionSettle() async throws {
    let configuration = try await load(yaml: "environment: production\nsettle: 5m\n")
    #expect(configuration.isProduction)
  }
}

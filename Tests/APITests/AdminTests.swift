import Database
import Domain
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import PrometheusMetrics
import Testing

@testable import API

@Suite("Health and metrics, on a port of their own")
struct AdminTests {
  private func get(
    _ service: APIService, _ target: String, method: HTTPRequest.Method = .get, metrics: String = ""
  ) async throws -> TestResponse {
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let admin = buildAdmin(
      service.configuration, unreadiness: service.unreadiness, metricsText: { metrics }, logger: logger)
    return try await admin.test(.router) { try await $0.execute(uri: target, method: method) }
  }

  @Test("Alive without asking anybody, ready when every current edition opens")
  func health() async throws {
    let site = try await TestSite.published()
    site.database.fail { $0.open = true }
    #expect(try await get(site.service, "/health/live").status == .ok)
    let unready = try await get(site.service, "/health/ready")
    #expect(unready.status == .serviceUnavailable)
    #expect(unready.text.hasPrefix("not ready: default: "))
    #expect(unready.header("Cache-Control") == "no-store")
    site.database.fail { $0.open = false }
    #expect(try await get(site.service, "/health/ready").text == "ready\n")
    // What the check opened, the first request need not.
    let opened = site.database.counts.open
    #expect(try await site.get("/v1/default/years").status == .ok)
    #expect(site.database.counts.open == opened)
    site.database.fail { $0.publication = true }
    site.clock.advance(by: .seconds(1))
    #expect(try await get(site.service, "/health/ready").status == .serviceUnavailable)
  }

  @Test("A provider without an edition does not make the process unready")
  func nothingPublished() async throws {
    #expect(try await get(try TestSite().service, "/health/ready").status == .ok)
  }

  @Test("Anything else is refused", arguments: [("/", 404), ("/health", 404), ("/v1/default", 404)])
  func others(target: String, status: Int) async throws {
    #expect(try await get(try TestSite().service, target).status.code == status)
  }

  @Test("Methods: HEAD has no body, others get 405")
  func methods() async throws {
    let service = try TestSite().service
    let head = try await get(service, "/health/live", method: .head)
    #expect(head.status == .ok)
    #expect(head.body.readableBytes == 0)
    #expect(try await get(service, "/health/live", method: .post).header("Allow") == "GET, HEAD")
  }

  @Test("Requests are counted by resource and status, never by path")
  func metrics() async throws {
    let base = try await TestSite.published()
    let registry = PrometheusRegistry(descriptions: APIService.metricDescriptions)
    let service = APIService(
      configuration: base.service.configuration, database: base.engine,
      hold: try await base.engine.startReading(), providers: { [.default] }, metrics: registry, clock: base.clock.clock)
    let app = buildAPI(
      service.configuration, service: service, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await app.test(.router) { client in
      for target in ["/v1/default/companies/7/years", "/v1/default/companies/7/years", "/v1/default/secret-name", "/"] {
        _ = try await client.execute(uri: target, method: .get)
      }
    }
    let text = try await get(service, "/metrics", metrics: "").text + registry.render()
    #expect(text.contains("boxoffice_http_requests_total{resource=\"companyYears\",status=\"200\"} 2\n"))
    #expect(text.contains("boxoffice_http_requests_total{resource=\"other\",status=\"404\"} 1\n"))
    #expect(text.contains("boxoffice_http_requests_total{resource=\"home\",status=\"200\"} 1\n"))
    #expect(text.contains("boxoffice_http_request_duration_seconds_count{resource=\"companyYears\"} 2\n"))
    #expect(text.contains("boxoffice_answers_kept_total 1\n"))
    #expect(text.contains("boxoffice_answers_cache_entries 1\n"))
    #expect(text.contains("# HELP boxoffice_http_requests_total Requests answered, by resource and status.\n"))
    #expect(text.contains("boxoffice_publication_edition{provider=\"default\"} 1\n"))
    #expect(!text.contains("secret-name"))
    let response = try await get(service, "/metrics", metrics: "x 1\n")
    #expect(response.text == "x 1\n")
    #expect(response.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
  }
}

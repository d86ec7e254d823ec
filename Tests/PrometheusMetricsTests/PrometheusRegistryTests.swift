import CoreMetrics
import Foundation
import Testing

@testable import PrometheusMetrics

@Suite("Prometheus text")
struct PrometheusRegistryTests {
  @Test("Counters end in _total, share one number per label set, and never fall")
  func counters() {
    let registry = PrometheusRegistry(descriptions: ["http.requests": "Requests answered."])
    let first = registry.makeCounter(label: "http.requests", dimensions: [("status", "2xx"), ("resource", "movies")])
    let same = registry.makeCounter(label: "http.requests", dimensions: [("resource", "movies"), ("status", "2xx")])
    let fractional = registry.makeFloatingPointCounter(label: "work_total", dimensions: [])
    first.increment(by: 2)
    same.increment(by: 3)
    first.increment(by: -10)
    fractional.increment(by: 0.25)
    fractional.increment(by: -1)

    #expect(
      registry.render() == """
        # HELP http_requests_total Requests answered.
        # TYPE http_requests_total counter
        http_requests_total{resource="movies",status="2xx"} 5
        # HELP work_total work_total
        # TYPE work_total counter
        work_total 0.25

        """)
    first.reset()
    #expect(registry.render().contains("http_requests_total{resource=\"movies\",status=\"2xx\"} 0\n"))
  }

  @Test("Gauges are set, raised and lowered")
  func gauges() {
    let registry = PrometheusRegistry()
    let meter = registry.makeMeter(label: "cache.bytes", dimensions: [])
    meter.set(10 as Int64)
    meter.increment(by: 2.5)
    meter.decrement(by: 0.5)
    registry.makeRecorder(label: "edition", dimensions: [], aggregate: false).record(7 as Int64)
    #expect(
      registry.render() == """
        # HELP cache_bytes cache.bytes
        # TYPE cache_bytes gauge
        cache_bytes 12
        # HELP edition edition
        # TYPE edition gauge
        edition 7

        """)
  }

  @Test("Timers are histograms in seconds with cumulated buckets")
  func timers() throws {
    let registry = PrometheusRegistry()
    let timer = registry.makeTimer(label: "http.duration", dimensions: [("resource", "years")])
    timer.recordNanoseconds(50_000)  // exactly on the first bound: at or below counts
    timer.recordNanoseconds(2_000_000)
    timer.recordNanoseconds(60_000_000_000)  // above every bound

    let lines = registry.render().split(separator: "\n").map(String.init)
    #expect(lines[1] == "# TYPE http_duration_seconds histogram")
    #expect(lines[2] == "http_duration_seconds_bucket{resource=\"years\",le=\"5e-05\"} 1")
    #expect(lines.contains("http_duration_seconds_bucket{resource=\"years\",le=\"0.001\"} 1"))
    #expect(lines.contains("http_duration_seconds_bucket{resource=\"years\",le=\"0.0025\"} 2"))
    #expect(lines.contains("http_duration_seconds_bucket{resource=\"years\",le=\"10\"} 2"))
    #expect(lines.contains("http_duration_seconds_bucket{resource=\"years\",le=\"+Inf\"} 3"))
    #expect(lines.contains("http_duration_seconds_count{resource=\"years\"} 3"))
    let sum = try #require(lines.first { $0.hasPrefix("http_duration_seconds_sum") })
    #expect(abs((Double(sum.split(separator: " ")[1]) ?? 0) - 60.00205) < 1e-9)
  }

  @Test("Aggregating recorders are histograms in their own unit")
  func recorders() {
    let registry = PrometheusRegistry()
    registry.makeRecorder(label: "rows", dimensions: [], aggregate: true).record(5.0)
    #expect(registry.render().contains("rows_bucket{le=\"4\"} 0\nrows_bucket{le=\"16\"} 1\n"))
  }

  @Test(
    "Names and labels are made acceptable",
    arguments: [
      ("http.requests-per second", "http_requests_per_second"),  // punctuation and spaces
      ("7up", "_7up"),  // a name may not begin with a digit
      ("größe", "gr____e"),  // only ASCII; two bytes each
      ("", "_"),
    ])
  func names(label: String, name: String) {
    #expect(PrometheusName.metric(label) == name)
  }

  @Test("Label values and help texts are escaped, reserved label names are moved aside, doubled ones dropped")
  func escaping() {
    let registry = PrometheusRegistry(descriptions: ["c": "a \\ and\na break"])
    registry.makeCounter(label: "c", dimensions: [("p", "a\"b\\c\nd"), ("le", "1"), ("p", "second")]).increment(by: 1)
    #expect(
      registry.render() == """
        # HELP c_total a \\\\ and\\na break
        # TYPE c_total counter
        c_total{exported_le="1",p="a\\"b\\\\c\\nd"} 1

        """)
  }

  @Test("A name taken by another kind gets a metric that counts nothing, and destroying removes a metric")
  func conflictsAndRemoval() {
    let registry = PrometheusRegistry()
    let gauge = registry.makeMeter(label: "load", dimensions: [])
    let histogram = registry.makeRecorder(label: "load", dimensions: [], aggregate: true)
    histogram.record(1.0)
    gauge.set(2 as Int64)
    #expect(registry.render() == "# HELP load load\n# TYPE load gauge\nload 2\n")
    registry.destroyMeter(gauge)
    #expect(registry.render().isEmpty)
  }

  @Test(
    "Numbers are written as Prometheus reads them",
    arguments: [
      (0.0, "0"), (-3, "-3"), (0.1, "0.1"), (1e21, "1e+21"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
    ] as [(Double, String)])
  func numbers(value: Double, text: String) {
    #expect(PrometheusName.number(value) == text)
  }

  @Test("promtool finds nothing to complain about", .enabled(if: Self.tool != nil, "promtool is not installed"))
  func acceptedByPromtool() throws {
    let registry = PrometheusRegistry(descriptions: ["http.requests": "Requests.", "http.duration": "Time to answer."])
    registry.makeCounter(label: "http.requests", dimensions: [("resource", "a\"b")]).increment(by: 1)
    registry.makeTimer(label: "http.duration", dimensions: []).recordNanoseconds(1)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: try #require(Self.tool))
    process.arguments = ["check", "metrics"]
    let input = Pipe()
    let output = Pipe()
    process.standardInput = input
    process.standardError = output
    try process.run()
    input.fileHandleForWriting.write(Data(registry.render().utf8))
    try input.fileHandleForWriting.close()
    process.waitUntilExit()
    let complaint = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    #expect(process.terminationStatus == 0, "\(complaint)")
  }

  private static let tool = ["/usr/bin/promtool", "/usr/local/bin/promtool"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }
}

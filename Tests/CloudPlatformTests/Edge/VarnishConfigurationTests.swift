import Domain
import Fixtures
import Foundation
import Testing

/// What `deploy/edge/boxoffice.vcl` does besides being purged, in the real Varnish.
@Suite(
  "The edge in a box", .ownThreads, .timeLimit(.minutes(5)),
  .enabled(if: VarnishServer.isWanted, "\(VarnishServer.missing)"))
struct VarnishConfigurationTests {
  @Test(
    "Different spellings of one question are kept once",
    arguments: [
      ("/v1/acme/years?to=2&from=1", "parameters in another order"),
      ("/v1/acme/years?from=1&to=2&utm_source=mail&utm_campaign=x", "what a newsletter adds"),
      ("/v1/acme/years?gclid=4&from=1&utm_id&to=2&fbclid=1", "in any place"),
      ("http://edge.example.org/v1/acme/years?from=1&to=2", "as a proxy writes it"),
    ])
  func normalized(target: String, why: String) async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    _ = try reader.get("/v1/acme/years?from=1&to=2")
    let headers = ["Cookie": "a=b", "Accept-Encoding": "gzip", "Host": "other"]
    #expect(try reader.get(target, headers: headers).headers["x-cache"] == "HIT", "\(why)")
    #expect(origin.requests.map(\.path) == ["/v1/acme/years?from=1&to=2"])
  }

  @Test(
    "Only what is a tracker's is dropped from a question",
    arguments: [
      ("/v1/acme/companies?q=foo_ga&utm_id=1", "/v1/acme/companies?q=foo_ga"),
      ("/v1/acme/companies?q=%26utm_id=1", "/v1/acme/companies?q=%26utm_id=1"),
      ("/v1/acme/companies?my_utm_id=1", "/v1/acme/companies?my_utm_id=1"),
      ("/v1/acme/companies?utm_id=1", "/v1/acme/companies"), ("/v1/acme/companies?", "/v1/acme/companies"),
      ("/v1/acme/companies?q=a?utm_id=1", "/v1/acme/companies?q=a?utm_id=1"),
    ])
  func trackers(target: String, asked: String) async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    _ = try HTTPReader(port: varnish.port).get(target)
    #expect(origin.requests.map(\.path) == [asked])
  }

  @Test("Clients are told to ask every time, and not what is said to the edge alone")
  func headers() async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    for expected in ["MISS", "HIT"] {
      let answer = try reader.get("/v1/acme/years")
      #expect(answer.headers["x-cache"] == expected)
      #expect(answer.headers["age"] != nil)
      #expect(answer.headers["cache-control"] == "public, max-age=0, must-revalidate")
      #expect(answer.headers["data-publication"] == "1")
      for name in ["surrogate-key", "cache-tag", "xkey", "via", "x-varnish"] { #expect(answer.headers[name] == nil) }
    }
    // A client's copy is compared here, without asking the API.
    let unchanged = try reader.get("/v1/acme/years", headers: ["If-None-Match": "\"body\""])
    #expect(unchanged.status == 304)
    #expect(unchanged.headers["cache-control"] == "public, max-age=0, must-revalidate")
    #expect(origin.requests.count == 1)
  }

  @Test(
    "What may not be kept is asked for every time, and by everybody at once",
    arguments: ["no-store", "private, max-age=60", "public, max-age=0, must-revalidate"])
  func notKept(policy: String) async throws {
    let origin = try OriginOfTests("a", .init(headers: ["Cache-Control": policy]))
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    for _ in 0..<3 { #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "MISS") }
    #expect(origin.requests.count == 3)
    // As soon as it may be kept again it is.
    origin.reply { $0.headers = [:] }
    _ = try reader.get("/v1/acme/years")
    #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "HIT")
  }

  @Test("Other spellings of the path, and what is of no provider, pass by the cache")
  func passed() async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    for path in ["/", "/v1/%61cme/years", "/v1//years", "/v1/ACME/years", "/favicon.ico"] {
      for _ in 0..<2 { #expect(try reader.get(path).headers["x-cache"] == "PASS", "\(path)") }
    }
    #expect(try reader.get("/v1/acme/years", method: "OPTIONS").status == 200)
    #expect(origin.requests.count == 11)
  }

  @Test("Requests that the API never answers do not reach it")
  func refused() async throws {
    let origin = try OriginOfTests()
    let varnish = try await VarnishServer(backends: [origin.port])
    func status(_ target: String, _ method: String, body: String = "", headers: [String: String] = [:]) throws -> Int {
      let answer = try HTTPReader(port: varnish.port).get(target, method: method, headers: headers, body: body)
      #expect(answer.headers["cache-control"] == "no-store")
      #expect(answer.headers["content-type"] == "application/problem+json")
      let problem = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
      #expect(problem?["status"] as? Int == answer.status)
      return answer.status
    }
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "BAN"] {
      #expect(try status("/v1/acme", method) == 405, "\(method)")
    }
    #expect(try status("/v1/acme", "GET", body: "x") == 413)
    #expect(try status("/v1/acme?q=" + String(repeating: "a", count: 9000), "GET") == 414)
    #expect(origin.requests.isEmpty)
  }

  @Test("When its time is over an answer is asked about by its tag, and kept on if it stands")
  func revalidated() async throws {
    let headers = ["Cache-Control": "public, max-age=0, must-revalidate, s-maxage=1"]
    let origin = try OriginOfTests("a", .init(headers: headers))
    let varnish = try await VarnishServer(backends: [origin.port])
    let reader = HTTPReader(port: varnish.port)
    let isAsked = try await eventually {
      let text = try reader.get("/v1/acme/years").text
      #expect(text == "body")
      return origin.requests.contains { $0.headers["if-none-match"] == "\"body\"" }
    }
    #expect(isAsked)
  }

  @Test("Whatever breaks in one process is asked of another, and no client sees it", arguments: ["500", "cut", "gone"])
  func retried(fault: String) async throws {
    // given: two processes, one of them broken
    let well = try OriginOfTests("well", .init(body: String(repeating: "b", count: 500_000)))
    let line = try FaultyLine(to: well.port)
    let broken = try OriginOfTests("broken", .init(status: 500))
    let port = fault == "500" ? broken.port : line.port
    let varnish = try await VarnishServer(backends: [port, well.port])
    if fault == "gone" { line.refuse(true) }
    // when: as many different things are asked for as that each process is asked first for some
    for number in 0..<20 {
      if fault == "cut" { line.next("GET", .cutAnswer(after: 100_000)) }
      let answer = try HTTPReader(port: varnish.port).get("/v1/acme/companies/\(number)")
      // then
      #expect(answer.status == 200)
      #expect(answer.body.count == 500_000)
    }
    if fault == "500" { #expect(broken.requests.count > 0) }
  }

  @Test("When nobody answers the client is told so, and what is kept is served on")
  func nobody() async throws {
    let origin = try OriginOfTests()
    let line = try FaultyLine(to: origin.port)
    let varnish = try await VarnishServer(backends: [line.port])
    let reader = HTTPReader(port: varnish.port)
    _ = try reader.get("/v1/acme/years")
    line.refuse(true)
    #expect(try reader.get("/v1/acme/years").headers["x-cache"] == "HIT")
    let refused = try reader.get("/v1/acme/genres")
    #expect(refused.status == 503)
    #expect(refused.headers["retry-after"] == "1")
    #expect(refused.headers["cache-control"] == "no-store")
    #expect(refused.headers["content-type"] == "application/problem+json")
    line.refuse(false)
    let isBack = try await eventually { try reader.get("/v1/acme/genres").status == 200 }
    #expect(isBack)
  }

  @Test("A hundred clients that ask for the same at once are one request to the API")
  func collapsed() async throws {
    let gate = OriginOfTests.Gate()
    let origin = try OriginOfTests("a", .init(gate: gate))
    let varnish = try await VarnishServer(backends: [origin.port])
    let port = varnish.port
    let threads = ThreadPerJob()
    try await withThrowingTaskGroup(of: String.self) { group in
      for _ in 0..<100 {
        group.addTask(executorPreference: threads) { try HTTPReader(port: port).get("/v1/acme/years").text }
      }
      gate.waitForArrival()
      gate.open()
      for try await text in group { #expect(text == "body") }
    }
    #expect(origin.requests.count == 1)
  }
}

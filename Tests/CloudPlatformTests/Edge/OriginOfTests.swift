import Fixtures
import Foundation
import Synchronization

/// An API process of a test: answers with what it is told to, and holds answers back.
final class OriginOfTests: Sendable {
  /// What is answered to a path, after waiting for as long as a test wants.
  struct Reply: Sendable {
    var status = 200
    var body = "body"
    var sequence = 1
    var headers: [String: String] = [:]
    /// Waits before it answers.
    var gate: Gate?
  }

  /// Opened once; whoever waits goes on then.
  final class Gate: Sendable {
    private let semaphore = DispatchSemaphore(value: 0)
    private let arrivals = DispatchSemaphore(value: 0)

    func open() { semaphore.signal() }

    /// Until somebody waits at the gate.
    func waitForArrival() { arrivals.wait() }

    fileprivate func pass() {
      arrivals.signal()
      semaphore.wait()
      semaphore.signal()
    }
  }

  let name: String
  private let state: State
  private let server: SmallHTTPServer

  init(_ name: String = "a", _ reply: Reply = Reply()) throws {
    let state = State(reply)
    self.name = name
    self.state = state
    server = try SmallHTTPServer { request in
      // The edge's probe.
      if request.method == "HEAD" { return .init(200) }
      // The question of deploy/edge/access.vcl: everybody may read.
      if request.path.hasPrefix("/auth?") {
        return .init(204, headers: ["Cache-Control": "max-age=50", "Provider-Access": "anonymous"])
      }
      let reply = state.reply.withLock { $0 }
      reply.gate?.pass()
      let tag = "\"\(reply.body.prefix(20))\""
      let provider = request.path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
      let tags = [provider, provider + (request.path.contains("/@") ? "/@1" : "/current")]
      var headers = [
        "Cache-Control": "public, max-age=0, must-revalidate, s-maxage=31536000", "ETag": tag, "Origin": name,
        "Surrogate-Key": tags.joined(separator: " "), "Cache-Tag": tags.joined(separator: ","),
        "Data-Publication": "\(reply.sequence)",
      ].merging(reply.headers) { $1 }
      if request.path.contains("/@") { headers["Data-Publication"] = nil }
      if request.headers["if-none-match"] == tag { return .init(304, headers: headers) }
      return .init(reply.status, reply.body, headers: headers)
    }
  }

  private final class State: Sendable {
    let reply: Mutex<Reply>
    init(_ reply: Reply) { self.reply = Mutex(reply) }
  }

  var port: UInt16 { server.port }

  /// Its requests but those of probes, and the questions who may read.
  var requests: [SmallHTTPServer.Request] {
    server.requests.filter { $0.method != "HEAD" && !$0.path.hasPrefix("/auth?") }
  }

  func reply(_ change: (inout Reply) -> Void) { state.reply.withLock { change(&$0) } }
}

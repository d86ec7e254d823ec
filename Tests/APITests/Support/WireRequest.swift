/// A request as its bytes, and why it is worth asking.
struct WireRequest: Sendable {
  let text: String
  let why: String
  /// Whether `KeptAnswerHandler` answers it when its target is kept.
  var isPlain = false
  /// Whether anything that follows it on the connection is not answered.
  var isLast = false

  var bytes: [UInt8] { Array(text.utf8) }

  init(
    _ line: String, _ fields: [String], body: String = "", _ why: String, isPlain: Bool = false, isLast: Bool = false
  ) {
    text = ([line, "Host: localhost"] + fields).joined(separator: "\r\n") + "\r\n\r\n" + body
    self.why = why
    self.isPlain = isPlain
    self.isLast = isLast
  }

  init(_ line: String, _ why: String, isPlain: Bool = false, isLast: Bool = false) {
    self.init(line, [], why, isPlain: isPlain, isLast: isLast)
  }
}

extension WireRequest {
  static let current = "/v1/default/companies/7/years"
  static let pinned = "/v1/default/@1/companies/7/years"

  /// Every kind of request that differs in who answers it, or how. `tag` and `time` are those of `current`.
  static func all(tag: String, time: String) -> [WireRequest] {
    let get = "GET \(current) HTTP/1.1"
    return [
      WireRequest(get, "an answer of the current edition", isPlain: true),
      WireRequest("GET \(pinned) HTTP/1.1", "a pinned answer", isPlain: true),
      WireRequest("GET /v1/default/years.csv HTTP/1.1", "another format", isPlain: true),
      WireRequest("GET http://localhost\(current) HTTP/1.1", "a target in absolute form", isPlain: true),
      WireRequest(
        get, ["User-Agent: x", "Accept: */*", "Cookie: a=b", "X-Y: z"], "headers of no meaning here", isPlain: true),
      WireRequest(get, ["Connection: keep-alive"], "what HTTP/1.1 does anyway", isPlain: true),
      WireRequest(get, ["connection:   Keep-Alive  "], "the same in other letters", isPlain: true),
      WireRequest(get, ["If-None-Match: \(tag)"], "unchanged", isPlain: true),
      WireRequest(get, ["if-none-match: W/\(tag)"], "unchanged, weakly", isPlain: true),
      WireRequest(get, ["If-None-Match: \"a\", \(tag)"], "unchanged, one of two", isPlain: true),
      WireRequest(get, ["If-None-Match: *"], "unchanged, whatever it is", isPlain: true),
      WireRequest(get, ["If-None-Match: \"a\""], "changed", isPlain: true),
      WireRequest(get, ["If-None-Match:"], "an empty condition", isPlain: true),
      WireRequest(get, ["If-Modified-Since: \(time)"], "not modified", isPlain: true),
      WireRequest(get, ["If-Modified-Since: Thu, 01 Jan 1970 00:00:00 GMT"], "modified", isPlain: true),
      WireRequest(
        get, ["If-Modified-Since: \(time)", "If-None-Match: \"a\""], "the tag is stronger than the time", isPlain: true),
      WireRequest("GET \(pinned) HTTP/1.1", ["If-None-Match: \(tag)"], "the tag of another answer", isPlain: true),
      WireRequest(get, ["If-None-Match: \"a\"", "If-None-Match: \(tag)"], "a condition in two lines"),
      WireRequest(get, ["If-Modified-Since: \(time)", "If-Modified-Since: \(time)"], "a time given twice"),
      WireRequest("HEAD \(current) HTTP/1.1", "the head alone"),
      WireRequest("HEAD \(current) HTTP/1.1", ["If-None-Match: \(tag)"], "the head alone, unchanged"),
      WireRequest("OPTIONS \(current) HTTP/1.1", "what a browser asks first"),
      WireRequest("POST \(current) HTTP/1.1", ["Content-Length: 5"], body: "hello", "what is not allowed"),
      WireRequest(get, ["Content-Length: 0"], "an empty body"),
      WireRequest(get, ["Content-Length: 5"], body: "hello", "a body"),
      WireRequest(get, ["Transfer-Encoding: chunked"], body: "5\r\nhello\r\n0\r\n\r\n", "a body in chunks"),
      WireRequest(get, ["Expect: 100-continue"], "an expectation"),
      WireRequest(get, ["Authorization: Bearer x"], "credentials"),
      WireRequest("GET / HTTP/1.1", "what is never kept"),
      WireRequest("GET /openapi.json HTTP/1.1", "what belongs to no edition"),
      WireRequest("GET /v1/default/companies/8/years HTTP/1.1", "what is not there"),
      WireRequest("GET /v1/default/%zz HTTP/1.1", "a broken escape"),
      WireRequest("GET /v1/empty/years HTTP/1.1", "a provider without an edition"),
      WireRequest("GET \(current)?x=\(String(repeating: "y", count: 9_000)) HTTP/1.1", "a target that is too long"),
      WireRequest(get, ["Connection: close"], "the last request", isLast: true),
      WireRequest(get, ["Connection: Close"], "nearly the last request", isLast: true),
      WireRequest(get, ["Connection: keep-alive, close"], "both", isLast: true),
      WireRequest(get, ["Connection: upgrade", "Upgrade: h2c"], "another protocol", isLast: true),
      WireRequest("GET \(current) HTTP/1.0", "the older version", isPlain: true, isLast: true),
      WireRequest(
        "GET \(current) HTTP/1.0", ["Connection: keep-alive"], "the older version, kept alive", isPlain: true),
      WireRequest("GET \(current)", "no version at all", isLast: true),
      WireRequest(get, ["Broken header"], "a header without a colon", isLast: true),
      WireRequest(get, ["X: \(String(repeating: "y", count: 40_000))"], "a head that is too large", isLast: true),
      WireRequest("\u{1}\u{2}", "no HTTP", isLast: true),
    ]
  }
}

import HTTPTypes
import Testing

@testable import API

@Suite("No request target is a fault of ours")
struct FuzzTests {
  /// A small generator of our own, so that a failure can be run again.
  struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  static let pieces = [
    "/", "//", "/v1", "/v1/default", "/companies", "/years", "/genres", "/most-popular", "/movies", "/editions",
    "/report", "/diff/", "/@1", "/@2", "/@99999999999999999999", "/7", "/9", "/11", "/18", "/1", "/0", "/-1",
    "/9223372036854775807", "/9223372036854775808", ".json", ".csv", ".ndjson", ".xml", "?", "&", "=", "%", "%2F",
    "%00",
    "%C3%28", "%F0%9F%8E%AC", "+", "#", "..", "/../", "q=", "sort=", "kind=film", "figure=votes", "-revenue", "name",
    "limit=", "1000", "cursor=",
    "AQAAAAAAAAAB", "from=2001", "to=2001", "year=2001", "allocation=split", "by=profit", "minReleases=1", "genre=18",
    "company=7", "'", "\"", "\\", ";", "--", "*", "é", "\u{0}", "\u{FFFF}", "http://", "a", "Z", " ",
  ]

  @Test("20,000 random targets are all answered or refused", arguments: [1, 2, 3, 4] as [UInt64])
  func targets(seed: UInt64) async throws {
    let site = try await TestSite.documented()
    var random = Generator(state: seed)
    var answered = 0
    for _ in 0..<5_000 {
      var target = Bool.random(using: &random) ? "/v1/default" : ""
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        target += Self.pieces.randomElement(using: &random) ?? ""
      }
      let served = await site.service.answer(target)
      switch served.outcome {
      case .answer: answered += 1
      case .problem(let problem, _): #expect(problem.code.status.code < 500, "\(target): \(problem)")
      case .permitted: Issue.record("only an edge is told so")
      case .token: Issue.record("only an exchange makes one")
      case .preflight: Issue.record("only OPTIONS has a preflight")
      }
    }
    #expect(answered > 50)
  }

  @Test("Damaged valid targets are answered or refused", arguments: [5, 6] as [UInt64])
  func mutations(seed: UInt64) async throws {
    let site = try await TestSite.documented()
    var random = Generator(state: seed)
    let valid = Resource.all.flatMap { resource in Format.allCases.map { OpenAPIExamples.target(of: resource, $0) } }
    for _ in 0..<2_000 {
      var bytes = Array((valid.randomElement(using: &random) ?? "/").utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<3, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 1..<127, using: &random)
        case 1: bytes.insert(UInt8.random(in: 33..<127, using: &random), at: place)
        default: if bytes.count > 2 { bytes.remove(at: place) }
        }
      }
      let target = String(decoding: bytes, as: UTF8.self)
      if case .problem(let problem, _) = await site.service.answer(target).outcome {
        #expect(problem.code.status.code < 500, "\(target): \(problem)")
      }
    }
  }

  @Test("A forged cursor with any values is answered or refused")
  func forgedCursors() async throws {
    let site = try await TestSite.documented()
    var random = Generator(state: 7)
    let values: [CursorValue] = [
      .null, .integer(.min), .integer(.max), .integer(0), .integer(2001), .text(""), .text("\u{0}"), .text("zz"),
      .text("film"), .text("added"), .text(String(repeating: "x", count: 4000)),
    ]
    for resource in Resource.all where resource.parameters.contains(where: { $0.name == "cursor" }) {
      let target = OpenAPIExamples.target(of: resource, .json)
      let route = try await Route(RequestTarget(target), in: site.service.directory, permit: { _ in })
      for _ in 0..<60 {
        let some = (0..<Int.random(in: 0...4, using: &random)).compactMap { _ in values.randomElement(using: &random) }
        let cursor = Cursor(edition: resource.scope == .edition ? 2 : 0, query: route.fingerprint, values: some)
        let served = await site.service.answer("\(target)\(target.contains("?") ? "&" : "?")cursor=\(cursor.text)")
        if case .problem(let problem, _) = served.outcome {
          #expect([.invalidCursor, .targetTooLong].contains(problem.code), "\(resource.name) \(some): \(problem)")
        }
      }
    }
  }
}

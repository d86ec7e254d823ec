import Domain

/// What a request line asks for, taken apart: decoded path parts and query pairs.
struct RequestTarget: Sendable, Equatable {
  struct Pair: Sendable, Equatable {
    let name: String
    let value: String
  }

  /// The parts between slashes; `/` alone is one empty part.
  let parts: [String]
  let query: [Pair]

  init(_ raw: String) throws(Problem) {
    var rest = Self.withoutAuthority(raw)[...]
    if rest.utf8.contains(UInt8(ascii: "#")) {
      throw Problem(.malformedPath, "a fragment ('#…') stays with the client; as part of a value write it as %23")
    }
    var query: Substring?
    if let mark = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
      query = rest[rest.utf8.index(after: mark)...]
      rest = rest[..<mark]
    }
    guard rest.utf8.first == UInt8(ascii: "/") else { throw Problem(.malformedPath, "a path starts with '/'") }
    var parts: [String] = []
    for part in rest.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let decoded = PercentEncoding.decoded(part, plusIsSpace: false) else {
        throw Problem(
          .malformedPath, "'\(shown(part))' in the path is not percent-encoded UTF-8: write an escape as %XX")
      }
      parts.append(decoded)
    }
    self.parts = parts
    self.query = try query.map(Self.pairs) ?? []
  }

  private static func pairs(_ query: Substring) throws(Problem) -> [Pair] {
    if query.isEmpty { return [] }
    var pairs: [Pair] = []
    for text in query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
      let sides = text.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2, !sides[0].isEmpty else {
        throw Problem(.malformedQuery, "'\(shown(text))' in the query is not of the form name=value")
      }
      guard let name = PercentEncoding.decoded(sides[0], plusIsSpace: true),
        let value = PercentEncoding.decoded(sides[1], plusIsSpace: true)
      else {
        throw Problem(
          .malformedQuery, "'\(shown(text))' in the query is not percent-encoded UTF-8: write an escape as %XX")
      }
      pairs.append(Pair(name: name, value: value))
    }
    return pairs
  }

  /// `http://host/path` is a target too (RFC 9112 section 3.2.2); what is asked for is its path.
  private static func withoutAuthority(_ raw: String) -> String {
    guard raw.utf8.first != UInt8(ascii: "/"), let scheme = raw.firstRange(of: "://"), raw.hasPrefix("http") else {
      return raw
    }
    let rest = raw[scheme.upperBound...]
    guard let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" }) else { return "/" }
    return rest[end] == "?" ? "/" + rest[end...] : String(rest[end...])
  }
}

/// Bytes of a request as a person may be shown them.
private func shown(_ bytes: Substring.UTF8View) -> String {
  FindingValue.shown(String(decoding: bytes, as: UTF8.self))
}

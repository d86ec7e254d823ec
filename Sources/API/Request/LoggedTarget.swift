import Domain

/// A request target as it may stand in a log: without values that we did not ask for, since people put passwords and tokens
/// into queries, and clients put them into `http://user:password@host/`.
enum LoggedTarget {
  static func text(_ target: String) -> String {
    var text = target[...]
    if !text.hasPrefix("/"), let scheme = text.firstRange(of: "://") {
      text = text[scheme.upperBound...].drop { $0 != "/" && $0 != "?" }
    }
    guard let mark = text.firstIndex(of: "?") else { return FindingValue.shown(String(text)) }
    let pairs = text[text.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false).map { pair in
      // What has no name is a value all the same.
      let name = pair.firstIndex(of: "=").map { pair[..<$0] }
      return name.map { known.contains(String($0)) ? String(pair) : "\($0)=…" } ?? "…"
    }
    return FindingValue.shown("\(text[...mark])\(pairs.joined(separator: "&"))")
  }

  private static let known = Set(Resource.all.flatMap(\.parameters).map(\.name))
}

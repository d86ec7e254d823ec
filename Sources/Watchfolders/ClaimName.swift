import Domain

/// The name of a claim: `20261122T134509120Z-0000`, the time and a counter, rising with every claim of a provider.
package struct ClaimName: Comparable, CustomStringConvertible {
  private let time: String
  private let count: Int

  package init?(_ name: String) {
    let parts = name.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].utf8.count == 19, parts[1].utf8.count >= 4,
      parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let count = Int(parts[1])
    else { return nil }
    time = String(parts[0])
    self.count = count
  }

  private init(time: String, count: Int) {
    self.time = time
    self.count = count
  }

  /// A name after all of `names`, also when the clock was set back.
  package static func next(after names: [String], now: Timestamp = .now()) -> String {
    let time = now.compact
    guard let newest = names.compactMap(ClaimName.init).max(), newest.time >= time else {
      return ClaimName(time: time, count: 0).description
    }
    return ClaimName(time: newest.time, count: newest.count + 1).description
  }

  package var description: String {
    let digits = String(count)
    return "\(time)-\(String(repeating: "0", count: max(0, 4 - digits.utf8.count)))\(digits)"
  }

  package static func < (left: ClaimName, right: ClaimName) -> Bool {
    (left.time, left.count) < (right.time, right.count)
  }
}

/// Durations as people write them: `90s`, `15m`, `2h`, `250ms`, `0`.
package enum DurationText {
  /// Returns `nil` for anything else, negative durations included.
  package static func parse(_ text: String) -> Duration? {
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    guard let number = Int64(digits), number <= 1_000_000_000 else { return nil }
    switch text.dropFirst(digits.count) {
    case "ms": return .milliseconds(number)
    case "s": return .seconds(number)
    case "m": return .seconds(number * 60)
    case "h": return .seconds(number * 3600)
    case "d": return .seconds(number * 86_400)
    case "" where number == 0: return .zero
    default: return nil
    }
  }

  /// The shortest form that `parse` reads: `15m`, `90s`, `2d`.
  package static func text(seconds: Int) -> String {
    for (unit, length) in [("d", 86_400), ("h", 3600), ("m", 60)] where seconds >= length && seconds % length == 0 {
      return "\(seconds / length)\(unit)"
    }
    return "\(seconds)s"
  }
}

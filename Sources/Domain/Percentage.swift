/// Shares as people write them, `0.5%`, kept as whole millionths so that a limit is exact.
enum Percentage {
  /// From 0 to 100 with at most four decimals, with or without `%`; `nil` for anything else.
  static func perMillion(_ text: String) -> Int? {
    let number = text.hasSuffix("%") ? text.dropLast() : text[...]
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ isDigits($0) }), parts[0].utf8.count <= 3,
      parts.count == 1 || parts[1].utf8.count <= 4, let whole = Int(parts[0])
    else { return nil }
    let decimals = parts.count == 2 ? parts[1] : ""
    let fraction = Int(decimals + String(repeating: "0", count: 4 - decimals.utf8.count)) ?? 0
    let perMillion = whole * 10_000 + fraction
    return perMillion <= 1_000_000 ? perMillion : nil
  }

  /// `1%`, `0.5%`.
  static func text(perMillion: Int) -> String {
    let (whole, fraction) = perMillion.quotientAndRemainder(dividingBy: 10_000)
    var decimals = padded(fraction, 4)
    while decimals.hasSuffix("0") { decimals.removeLast() }
    return "\(whole)\(decimals.isEmpty ? "" : ".")\(decimals)%"
  }

  private static func isDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }
}

/// How numbers are written for people, without any locale.
package enum Numbers {
  /// `45,466`.
  package static func grouped(_ value: some BinaryInteger) -> String {
    var digits = String(value.magnitude)
    var groups: [String] = []
    while digits.count > 3 {
      groups.insert(String(digits.suffix(3)), at: 0)
      digits.removeLast(3)
    }
    return (value < 0 ? "-" : "") + ([digits] + groups).joined(separator: ",")
  }

  /// `1 record`, `45,466 records`.
  package static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// `1.05 %`, rounded to hundredths so that it never reads 0 or 100 unless it is.
  static func percent(_ part: Int, of whole: Int) -> String {
    guard whole > 0 else { return "0 %" }
    let scaled = Int128(part) * 10_000
    var hundredths = (scaled + Int128(whole) / 2) / Int128(whole)
    if part > 0 { hundredths = max(1, hundredths) }
    if part < whole { hundredths = min(9_999, hundredths) }
    let fraction = hundredths % 100
    if fraction == 0 { return "\(grouped(hundredths / 100)) %" }
    return "\(grouped(hundredths / 100)).\(fraction < 10 ? "0" : "")\(fraction) %"
  }

  /// `34.4 MB`, in decimal units as storage is sold and listed.
  package static func size(_ bytes: Int64) -> String {
    var unit = 0
    var divisor: Int64 = 1
    while unit < units.count - 1, bytes / divisor >= 1000 {
      divisor *= 1000
      unit += 1
    }
    guard unit > 0 else { return "\(bytes) B" }
    let tenths = bytes / (divisor / 10)
    return "\(grouped(tenths / 10)).\(tenths % 10) \(units[unit])"
  }

  private static let units = ["B", "kB", "MB", "GB", "TB", "PB"]
}

/// An exact decimal with six places, held as an integer number of millionths.
///
/// TMDB's `popularity` has at most six decimals, so that sums of it are exact and the same on every engine, which sums of
/// floating-point numbers are not.
package struct Micros: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let millionths: Int64

  package init(millionths: Int64) { self.millionths = millionths }

  /// The shortest exact form: `21.946943`, `0.000082`, `7`.
  package var description: String {
    let whole = millionths.magnitude / 1_000_000
    var fraction = padded(Int(millionths.magnitude % 1_000_000), 6)[...]
    while fraction.last == "0" { fraction.removeLast() }
    return (millionths < 0 ? "-" : "") + (fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)")
  }

  package static func < (left: Micros, right: Micros) -> Bool { left.millionths < right.millionths }
}

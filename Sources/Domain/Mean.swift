/// The exact mean of whole numbers: a sum in some unit, and how many were added.
///
/// Compared as a fraction and rounded only to be shown, so that two engines rank and print the same.
package struct Mean: Sendable, Comparable {
  /// What was added up, in units of `1 / unitsPerOne`.
  package let sum: Int64
  /// How many values stand behind the sum; at least 1.
  package let count: Int64
  /// 1,000,000 for popularity in millionths, 2 for ratings in half steps.
  package let unitsPerOne: Int64

  /// Returns `nil` when nothing was added: the mean of nothing is unknown, not zero.
  package init?(sum: Int64, count: Int64, unitsPerOne: Int64) {
    guard count > 0 else { return nil }
    self.sum = sum
    self.count = count
    self.unitsPerOne = unitsPerOne
  }

  /// The mean in millionths, rounded half to even. 128 bits: sums go up to 2^63 and are scaled by 10^6.
  package var millionths: Int64 {
    let numerator = Int128(sum) * 1_000_000
    let denominator = Int128(count) * Int128(unitsPerOne)
    var (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    if remainder < 0 { (quotient, remainder) = (quotient - 1, remainder + denominator) }
    let twice = remainder * 2
    if twice > denominator || (twice == denominator && quotient & 1 == 1) { quotient += 1 }
    return Int64(quotient)
  }

  /// Exactly six decimals: `3.500000`.
  package var description: String {
    let value = millionths
    return "\(value < 0 ? "-" : "")\(value.magnitude / 1_000_000).\(padded(Int(value.magnitude % 1_000_000), 6))"
  }

  package static func < (left: Mean, right: Mean) -> Bool { left.scaled(against: right) < right.scaled(against: left) }

  package static func == (left: Mean, right: Mean) -> Bool {
    left.scaled(against: right) == right.scaled(against: left)
  }

  /// This sum over the common denominator, in 128 bits: the higher half and the lower one, which compare in this order. Both
  /// units are the same in every comparison we make, hence at most 2^63 · 2^63.
  private func scaled(against other: Mean) -> (Int64, UInt64) {
    precondition(unitsPerOne == other.unitsPerOne, "means of different units")
    return sum.multipliedFullWidth(by: other.count)
  }
}

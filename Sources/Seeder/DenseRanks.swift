import Domain

/// Exact means as whole numbers that sort the same: 1 for the lowest, one more for each that is higher, equal for equal.
enum DenseRanks {
  /// The rank of each mean, `nil` where it is unknown.
  static func of(_ means: [Mean?]) -> [Int64?] {
    var ranks = [Int64?](repeating: nil, count: means.count)
    let known = means.enumerated().compactMap { index, mean in mean.map { (mean: $0, index: index) } }
    var rank: Int64 = 0
    var last: Mean?
    for (mean, index) in known.sorted(by: { $0.mean < $1.mean }) {
      if mean != last { rank += 1 }
      last = mean
      ranks[index] = rank
    }
    return ranks
  }
}

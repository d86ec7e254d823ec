import Domain

/// Exact means as whole numbers that sort the same: 1 for the lowest, one more for each that is higher, equal for equal.
enum DenseRanks {
  /// The rank of each mean, `nil` where it is unknown.
  static func of(_ means: [Mean?]) -> [Int64?] {
    var ranks = [Int64?](repeating: nil, count: means.count)
    let known = means.indices.filter { means[$0] != nil }.sorted { means[$0]! < means[$1]! }
    var rank: Int64 = 0
    var last: Mean?
    for index in known {
      if means[index] != last { rank += 1 }
      last = means[index]
      ranks[index] = rank
    }
    return ranks
  }
}

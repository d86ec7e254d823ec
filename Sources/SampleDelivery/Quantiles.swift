/// A distribution given by a few of its quantiles, straight lines between them: the shape of the real thing in one line.
struct Quantiles: Sendable {
  /// The scale of the first number of each point.
  static let whole = 1_000_000

  private let points: [(share: Int, value: Int)]

  /// `points` rise in both numbers, from share 0 to `whole`.
  init(_ points: [(share: Int, value: Int)]) {
    precondition(points.first?.share == 0 && points.last?.share == Self.whole, "a distribution goes from 0 to whole")
    self.points = points
  }

  /// The value below which `share` millionths lie.
  func value(at share: Int) -> Int {
    let upper = points.firstIndex { share < $0.share } ?? points.count - 1
    let (low, high) = (points[upper - 1], points[upper])
    return low.value + (high.value - low.value) * (min(share, Self.whole) - low.share) / (high.share - low.share)
  }

  func value(_ random: inout RandomStream) -> Int { value(at: random.below(Self.whole)) }
}

/// Things with weights, to pick one by chance.
struct Weighted<Element: Sendable>: Sendable {
  private let elements: [Element]
  /// Running sums of the weights.
  private let sums: [Int]

  init(_ elements: [(Element, weight: Int)]) {
    self.elements = elements.map(\.0)
    var sum = 0
    sums = elements.map { element in
      sum += element.weight
      return sum
    }
  }

  func pick(_ random: inout RandomStream) -> Element {
    let drawn = random.below(sums[sums.count - 1])
    return elements[sums.firstIndex { drawn < $0 }!]
  }
}

/// Draws one of many by weight in constant time: Walker's alias method, as Vose builds it.
struct AliasTable {
  private struct Cell {
    /// Out of 2^32: below it the draw stands, else it goes to `alias`.
    var threshold: UInt32
    var alias: UInt32
  }

  private let cells: [Cell]

  init(weights: [Double]) {
    precondition(!weights.isEmpty && weights.count < UInt32.max, "an alias table has at least one cell")
    let sum = weights.reduce(0, +)
    // Only + - * / on doubles, which are the same everywhere.
    var scaled = weights.map { $0 * Double(weights.count) / sum }
    var cells = (0..<weights.count).map { Cell(threshold: .max, alias: UInt32($0)) }
    var small = scaled.indices.filter { scaled[$0] < 1 }
    var large = scaled.indices.filter { scaled[$0] >= 1 }
    while let less = small.popLast(), let more = large.last {
      cells[less] = Cell(threshold: UInt32(min(scaled[less], 0.999_999_999) * 4_294_967_296), alias: UInt32(more))
      scaled[more] -= 1 - scaled[less]
      if scaled[more] < 1 {
        large.removeLast()
        small.append(more)
      }
    }
    self.cells = cells
  }

  @inline(__always)
  func draw(_ random: inout RandomStream) -> Int {
    let (place, rest) = random.next().multipliedFullWidth(by: UInt64(truncatingIfNeeded: cells.count))
    let cell = cells[Int(truncatingIfNeeded: place)]
    return UInt32(truncatingIfNeeded: rest >> 32) < cell.threshold
      ? Int(truncatingIfNeeded: place) : Int(truncatingIfNeeded: cell.alias)
  }
}

/// The suggestion in an error: the valid name that a person most likely meant.
package enum NearestName {
  /// The candidate with the fewest edits to `name`, if they are few for its length (two, or a third of its letters; one
  /// where there are only three); the first of equals. Letter case does not count, nor do spaces, `_` and `-`: they are how programs differ in writing one name.
  package static func to(_ name: String, among candidates: some Sequence<String>) -> String? {
    // Beyond this nothing is a slip of the finger any more, and the cost is quadratic.
    guard name.utf8.count <= 64 else { return nil }
    let wanted = letters(name)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = distance(wanted, letters(candidate))
      let limit = candidate.utf8.count < 4 ? 1 : max(2, candidate.utf8.count / 3)
      if distance <= limit, distance < best?.distance ?? .max {
        best = (candidate, distance)
      }
    }
    return best?.name
  }

  private static func letters(_ name: String) -> [UInt8] { name.lowercased().utf8.filter { !" _-".utf8.contains($0) } }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var beforePrevious = [Int](repeating: 0, count: right.count + 1)
    var previous = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      for column in 0..<right.count {
        var cost = min(
          previous[column + 1] + 1, current[column] + 1, previous[column] + (left[row] == right[column] ? 0 : 1))
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforePrevious[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforePrevious, previous) = (previous, current)
    }
    return previous[right.count]
  }
}

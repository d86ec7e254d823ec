/// The suggestion in an error: the valid name that a person most likely meant.
package enum NearestName {
  /// The candidate with the smallest edit distance to `name`, if that is at most a third of its length (at least 1);
  /// the first of several.
  package static func to(_ name: String, among candidates: some Sequence<String>) -> String? {
    // A longer text is no misspelling of a parameter name, and would only cost time.
    guard name.utf8.count <= 64 else { return nil }
    let limit = max(1, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates {
      let distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Levenshtein's distance, with one row of the table.
  private static func editDistance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let above = row[j + 1]
        row[j + 1] = min(above + 1, row[j] + 1, diagonal + (character == other ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}

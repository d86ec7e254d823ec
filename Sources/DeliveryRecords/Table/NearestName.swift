/// Finds the name that was probably meant: `Revenue`, `tmdb_id` and `relase_date` are near `revenue`, `tmdbId` and
/// `release_date`.
enum NearestName {
  /// Longer names are nobody's typing error, and the comparison costs the product of the lengths.
  private static let maxLength = 64

  /// The first of the nearest `candidates`, if one is near enough: at most a third of the letters may differ.
  static func find(_ name: String, among candidates: [String]) -> String? {
    let wanted = letters(name)
    var nearest: (name: String, distance: Int)?
    for candidate in candidates where candidate.utf8.count <= maxLength {
      let distance = distance(wanted, letters(candidate))
      if distance <= wanted.count / 3, distance < nearest?.distance ?? .max { nearest = (candidate, distance) }
    }
    return nearest?.name
  }

  /// Case, spaces, `_` and `-` are how programs differ in writing one name.
  private static func letters(_ name: String) -> [Character] { name.lowercased().filter { !" _-".contains($0) } }

  /// Letters to insert, remove or replace (Levenshtein), one row of the matrix at a time.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (line, letter) in left.enumerated() {
      var diagonal = row[0]
      row[0] = line + 1
      for column in right.indices {
        let above = row[column + 1]
        row[column + 1] = min(above + 1, row[column] + 1, diagonal + (letter == right[column] ? 0 : 1))
        diagonal = above
      }
    }
    return row[right.count]
  }
}

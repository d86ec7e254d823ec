import Domain

/// Which groups (companies, or genres) each film belongs to, in the order of the film's own list.
///
/// Films and groups are named by their index in key order: four bytes each, in two flat arrays.
struct Memberships: Sendable {
  /// Film `f` has the members `offsets[f]..<offsets[f + 1]`.
  private(set) var offsets: [Int32] = [0]
  /// Indexes of groups.
  private(set) var groups: [Int32] = []
  /// Each member's place in the film's list.
  private(set) var positions: [Int32] = []

  func range(ofFilm film: Int) -> Range<Int> { Int(offsets[film])..<Int(offsets[film + 1]) }

  /// The film's first group by position, and how many it has.
  func share(ofFilm film: Int) -> (first: Int32, count: Int64) {
    let range = range(ofFilm: film)
    return (groups[range.lowerBound], Int64(range.count))
  }

  mutating func append(group: Int32, position: Int32) {
    groups.append(group)
    positions.append(position)
  }

  /// Ends the list of the next film, which may be empty. Returns `false` if it names a group twice.
  mutating func endFilm() -> Bool {
    let range = Int(offsets[offsets.count - 1])..<groups.count
    offsets.append(Int32(groups.count))
    if range.count < 2 { return true }
    // Mostly they stand in the film's order already, and are few: no array is made for them.
    if !positions[range].isRising {
      let byPosition = range.map { (position: positions[$0], group: groups[$0]) }.sorted { $0 < $1 }
      for (index, member) in zip(range, byPosition) { (positions[index], groups[index]) = member }
    }
    if range.count <= 8 {
      return range.allSatisfy { later in !groups[range.lowerBound..<later].contains(groups[later]) }
    }
    let sorted = groups[range].sorted()
    return zip(sorted, sorted.dropFirst()).allSatisfy { $0 < $1 }
  }
}

extension Memberships {
  /// Reads `movie_companies` or `movie_genres`; `films` and `groups` are the keys of the two sides, rising.
  static func read(
    _ table: ModelTable, of model: any ModelSource, films: [Int64], groups: [Int64]
  ) throws -> (memberships: Memberships, digest: ContentDigest?) {
    let indexes = Dictionary(uniqueKeysWithValues: zip(groups, Int32(0)...))
    var memberships = Memberships()
    var film = 0
    func endFilm(_ line: Int) throws {
      guard memberships.endFilm() else {
        throw model.damaged(table, "film \(films[film]) twice in one \(table.columns[1])", line: line)
      }
      film += 1
    }
    var lastLine = 1
    let digest = try model.numbers(table) { values, line in
      while film < films.count, films[film] < values[0] { try endFilm(line) }
      guard film < films.count, films[film] == values[0] else {
        throw model.damaged(table, "film \(values[0]) out of order, or not in movies.csv", line: line)
      }
      guard let group = indexes[values[1]] else {
        throw model.damaged(table, "\(table.columns[1]) \(values[1]), which has no name", line: line)
      }
      guard let position = Int32(exactly: values[2]) else {
        throw model.damaged(table, "position \(values[2])", line: line)
      }
      memberships.append(group: group, position: position)
      lastLine = line
    }
    while film < films.count { try endFilm(lastLine) }
    return (memberships, digest)
  }
}

extension ArraySlice<Int32> {
  /// No element is below the one before it.
  fileprivate var isRising: Bool { zip(self, dropFirst()).allSatisfy { $0 <= $1 } }
}

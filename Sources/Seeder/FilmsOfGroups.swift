/// The films that count, by group and then by year: memberships turned round.
struct FilmsOfGroups {
  /// One group's films of one year, by key.
  struct Year {
    let group: Int
    let year: Int32
    let films: ArraySlice<Int32>
  }

  private var offsets: [Int32]
  private var films: [Int32]
  private let years: [Int32?]

  /// A counting sort by group, then each group's few films by year: linear but for that.
  init(_ memberships: Memberships, groupCount: Int, years: [Int32?]) {
    self.years = years
    offsets = Array(repeating: 0, count: groupCount + 1)
    let counting = years.indices.lazy.filter { years[$0] != nil }
    for film in counting {
      for member in memberships.range(ofFilm: film) { offsets[Int(memberships.groups[member]) + 1] += 1 }
    }
    for group in 0..<groupCount { offsets[group + 1] += offsets[group] }
    films = Array(repeating: 0, count: Int(offsets[groupCount]))
    var next = offsets
    for film in counting {
      for member in memberships.range(ofFilm: film) {
        let group = Int(memberships.groups[member])
        films[Int(next[group])] = Int32(film)
        next[group] += 1
      }
    }
    for group in 0..<groupCount {
      films[Int(offsets[group])..<Int(offsets[group + 1])].sort { (years[Int($0)]!, $0) < (years[Int($1)]!, $1) }
    }
  }

  /// Every group and year that has a film, by group and year.
  func forEachYear(_ body: (Year) throws -> Void) rethrows {
    for group in 0..<offsets.count - 1 {
      var rest = films[Int(offsets[group])..<Int(offsets[group + 1])]
      while let first = rest.first {
        let year = years[Int(first)]!
        let films = rest.prefix { years[Int($0)] == year }
        try body(Year(group: group, year: year, films: films))
        rest = rest.dropFirst(films.count)
      }
    }
  }
}

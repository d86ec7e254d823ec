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
  /// Of the films in `films`, place by place.
  private var years: [Int32]
  /// How many groups and years have a film.
  let yearCount: Int

  /// A counting sort by group, then each group's few films by year: linear but for that.
  init(_ memberships: Memberships, groupCount: Int, years filmYears: [Int32?]) {
    offsets = Array(repeating: 0, count: groupCount + 1)
    let counting = filmYears.indices.lazy.filter { filmYears[$0] != nil }
    for film in counting {
      for member in memberships.range(ofFilm: film) { offsets[Int(memberships.groups[member]) + 1] += 1 }
    }
    for group in 0..<groupCount { offsets[group + 1] += offsets[group] }
    // Year and film in one number, which sorts by both.
    var members = [Int64](repeating: 0, count: Int(offsets[groupCount]))
    var next = offsets
    for film in counting {
      for member in memberships.range(ofFilm: film) {
        let group = Int(memberships.groups[member])
        members[Int(next[group])] = Int64(filmYears[film]!) << 32 | Int64(film)
        next[group] += 1
      }
    }
    var yearCount = 0
    for group in 0..<groupCount {
      let range = Int(offsets[group])..<Int(offsets[group + 1])
      if range.count > 1 { members[range].sort() }
      for place in range where place == range.lowerBound || members[place] >> 32 != members[place - 1] >> 32 {
        yearCount += 1
      }
    }
    films = members.map { Int32(truncatingIfNeeded: $0) }
    years = members.map { Int32(truncatingIfNeeded: $0 >> 32) }
    self.yearCount = yearCount
  }

  /// Every group and year that has a film, by group and year.
  func forEachYear(_ body: (Year) throws -> Void) rethrows {
    for group in 0..<offsets.count - 1 {
      let end = Int(offsets[group + 1])
      var start = Int(offsets[group])
      while start < end {
        let year = years[start]
        var next = start + 1
        while next < end, years[next] == year { next += 1 }
        try body(Year(group: group, year: year, films: films[start..<next]))
        start = next
      }
    }
  }
}

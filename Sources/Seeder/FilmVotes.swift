import Database
import Domain

/// All votes of one film, and the line of the first in `movie_votes`.
struct FilmVotes: Sendable {
  let film: Int64
  let line: Int
  private(set) var votes: Int64 = 0
  private(set) var halfSteps: Int64 = 0
  /// Ten counts below this, none of them negative, cannot overflow: their sums need one look, not twenty.
  private static let smallCount: Int64 = 1 << 48

  /// By film.
  static func read(_ source: any ModelSource) throws -> (films: [FilmVotes], digest: ContentDigest?) {
    var films: [FilmVotes] = []
    var current: FilmVotes?
    var lastKey: (film: Int64, year: Int64) = (0, 0)
    let digest = try source.numbers(.movieVotes) { values, line in
      let key = (values[0], values[1])
      guard lastKey < key else {
        throw source.damaged(.movieVotes, "film \(key.0) in \(key.1) out of order", line: line)
      }
      lastKey = key
      if current?.film != key.0 {
        if let current { films.append(current) }
        current = FilmVotes(film: key.0, line: line)
      }
      try current!.add(values[2...])
    }
    if let current { films.append(current) }
    return (films, digest)
  }

  private init(film: Int64, line: Int) {
    self.film = film
    self.line = line
  }

  /// Counts the votes of one year of voting: ten counts, for 0.5 to 5.0 stars.
  private mutating func add(_ counts: Slice<UnsafeBufferPointer<Int64>>) throws {
    var step: Int64 = 0
    guard (counts.reduce(0) { $0 | $1 }) < Self.smallCount else {
      for count in counts {
        step += 1
        try Figures.add(try Figures.product(count, step), to: &halfSteps)
        try Figures.add(count, to: &votes)
      }
      return
    }
    var (yearVotes, yearHalfSteps): (Int64, Int64) = (0, 0)
    for count in counts {
      step &+= 1
      yearVotes &+= count
      yearHalfSteps &+= count &* step
    }
    try Figures.add(yearHalfSteps, to: &halfSteps)
    try Figures.add(yearVotes, to: &votes)
  }
}

import Database
import Domain

/// Streams the vote table from its model CSV into the edition and counts each film's votes on the way.
///
/// It knows nothing of the other tables, so that they are read meanwhile; `Model.add` puts the two together.
struct VoteLoad: Sendable {
  /// All votes of one film, and the line of the first.
  struct FilmVotes {
    let film: Int64
    let line: Int
    var votes: Int64 = 0
    var halfSteps: Int64 = 0

    /// Counts the votes of one year of voting: ten counts, for 0.5 to 5.0 stars.
    fileprivate mutating func add(_ counts: Slice<UnsafeBufferPointer<Int64>>) throws {
      var step: Int64 = 0
      for count in counts {
        step += 1
        if count == 0 { continue }
        try Figures.add(try Figures.product(count, step), to: &halfSteps)
        try Figures.add(count, to: &votes)
      }
    }
  }

  let file: ModelFile
  /// By film.
  private(set) var films: [FilmVotes] = []
  private(set) var total: Int64 = 0
  private(set) var digest: ContentDigest?

  /// Loads the table whole.
  init(folder: String, into writer: any EditionWriter) throws {
    let file = ModelFile(.movieVotes, in: folder)
    var films: [FilmVotes] = []
    var digest: ContentDigest?
    try writer.load(Schema.movieVotes) { sink in
      var current: FilmVotes?
      var lastKey: (film: Int64, year: Int64) = (0, 0)
      digest = try IntegerRows.read(file) { values, line in
        let key = (values[0], values[1])
        guard lastKey < key else { throw file.damage("film \(key.0) in \(key.1) out of order", line: line) }
        lastKey = key
        if current?.film != key.0 {
          if let current { films.append(current) }
          current = FilmVotes(film: key.0, line: line)
        }
        try current!.add(values[2...])
        sink.integers(values)
        try sink.endRow()
      }
      if let current { films.append(current) }
    }
    for film in films { try Figures.add(film.votes, to: &total) }
    self.file = file
    self.films = films
    self.digest = digest
  }
}

/// Writes movies_metadata.csv: LF, 24 columns, lists as Python literals.
struct MovieFile {
  static let header =
    "adult,belongs_to_collection,budget,genres,homepage,id,imdb_id,original_language,original_title,overview,"
    + "popularity,poster_path,production_companies,production_countries,release_date,revenue,runtime,"
    + "spoken_languages,status,tagline,title,video,vote_average,vote_count"

  let maker: FilmMaker

  private var plan: SamplePlan { maker.catalogue.plan }

  /// Hands over the file in pieces; `progress` gets the films done.
  func write(_ body: ([UInt8]) throws -> Void, progress: (Int) throws -> Void) throws {
    let copies = copiesAfterFilm()
    var out = TextBuffer()
    out.append(Self.header + "\n")
    for index in 0..<plan.films {
      if plan.isPresent(index) {
        append(maker.film(index), to: &out)
      }
      for copy in copies[index] ?? [] where plan.isPresent(copy.film) {
        var film = maker.film(copy.film)
        if copy.differs {
          film.voteCount += 1
          film.popularity = film.popularity.map { $0 + 24 }
        }
        append(film, to: &out)
      }
      if out.bytes.count >= 1 << 18 {
        try body(out.bytes)
        out.clear()
        try progress(index + 1)
      }
    }
    try body(out.bytes)
    try progress(plan.films)
  }

  private struct Copy {
    let film: Int
    let differs: Bool
  }

  /// Later records of a film that has been: one in two differs a little, one film is there three times.
  private func copiesAfterFilm() -> [Int: [Copy]] {
    var random = RandomStream(seed: plan.seed, .copies)
    var copies: [Int: [Copy]] = [:]
    var last = 0
    for number in 0..<plan.copies {
      let place = random.below(plan.filmsAtFirst)
      if number != 1 { last = random.below(place + 1) }
      while plan.isBroken(last) { last -= 1 }
      copies[max(place, last), default: []].append(Copy(film: last, differs: number % 2 == 1))
    }
    return copies
  }

  private func append(_ film: SampleFilm, to out: inout TextBuffer) {
    // The texts are a film's own too: the same in every month.
    var random = RandomStream(seed: plan.seed, .film, film.index, month: 1)
    let row = MovieRecordText(film: film, companies: maker.companies, random: &random)
    guard plan.isBroken(film.index) else { return row.appendWhole(to: &out) }
    row.appendBroken(tail: FilmText.brokenOverview(&random), to: &out)
  }
}

import Domain

/// The 24 cells of one film.
struct MovieRecordText {
  private var cells: [TextBuffer] = []

  private static let overview = 9
  private static let realMovies = SamplePlan.realMovies

  init(film: SampleFilm, companies: SampleCompanies, random: inout RandomStream) {
    cells.reserveCapacity(24)
    add(random.chance(9, in: Self.realMovies) ? "True" : "False")
    add { Self.collection(&$0, &random) }
    add(String(film.budget))
    add { cell in
      Self.list(film.genres, into: &cell) { genre, cell in
        cell.append("{'id': \(Vocabulary.genres[genre].id), 'name': ")
        cell.appendPython(Vocabulary.genres[genre].name)
      }
    }
    add(random.chance(17, in: 100) ? "http://www.film-\(film.tmdbID).example/" : "")
    add(String(film.tmdbID))
    add { Self.imdbID(film, &$0, &random) }
    add(random.chance(11, in: Self.realMovies) ? "" : film.language.code)
    add(FilmText.originalTitle(film, &random))
    add(random.chance(21, in: 1000) ? "" : FilmText.overview(&random))
    add(film.popularity.map(Self.pythonNumber) ?? "")
    add(random.chance(8, in: 1000) ? "" : FilmText.path(&random))
    add { cell in
      Self.list(film.companies, into: &cell) { company, cell in
        cell.append("{'name': ")
        cell.appendPython(companies.names.name(company))
        cell.append(", 'id': \(companies.id(company))")
      }
    }
    add { cell in
      Self.list(random.chance(138, in: 1000) ? [] : [film.language], into: &cell) { language, cell in
        cell.append("{'iso_3166_1': '\(language.countryCode)', 'name': ")
        cell.appendPython(language.country)
      }
    }
    add(film.releaseDate?.description ?? "")
    add(String(film.revenue))
    add(film.runtime.map { "\($0).0" } ?? "")
    add { cell in
      var languages = random.chance(84, in: 1000) ? [] : [film.language]
      if random.chance(15, in: 100) { languages.append(Shapes.language.pick(&random)) }
      Self.list(languages, into: &cell) { language, cell in
        cell.append("{'iso_639_1': '\(language.code)', 'name': ")
        cell.appendPython(language.name)
      }
    }
    add(film.status)
    add(random.chance(45, in: 100) ? random.pick(Vocabulary.taglines) : "")
    add(film.title)
    add(random.chance(93, in: Self.realMovies) ? "True" : "False")
    add("\(film.voteAverage / 10).\(film.voteAverage % 10)")
    add(String(film.voteCount))
  }

  func appendWhole(to out: inout TextBuffer) {
    append(cells[...], to: &out)
    out.append("\n")
  }

  /// Two records: one of 10 fields that ends in the overview, and one of 15 that begins in it, so that everything behind
  /// stands under the names of other columns.
  func appendBroken(tail: (head: String, tail: String), to out: inout TextBuffer) {
    append(cells[..<Self.overview], to: &out)
    out.append(",\(tail.head)\n\(tail.tail),")
    append(cells[(Self.overview + 1)...], to: &out)
    out.append("\n")
  }

  private func append(_ cells: ArraySlice<TextBuffer>, to out: inout TextBuffer) {
    for (index, cell) in zip(cells.indices, cells) {
      if index > cells.startIndex { out.append(",") }
      out.appendCell(cell)
    }
  }

  private mutating func add(_ text: String) { add { $0.append(text) } }

  private mutating func add(_ write: (inout TextBuffer) -> Void) {
    var cell = TextBuffer()
    write(&cell)
    cells.append(cell)
  }

  private static func list<Element>(
    _ elements: [Element], into cell: inout TextBuffer, _ write: (Element, inout TextBuffer) -> Void
  ) {
    cell.append("[")
    for (index, element) in elements.enumerated() {
      if index > 0 { cell.append(", ") }
      write(element, &cell)
      cell.append("}")
    }
    cell.append("]")
  }

  private static func collection(_ cell: inout TextBuffer, _ random: inout RandomStream) {
    guard random.chance(10, in: 100) else { return }
    cell.append("{'id': \(10_000 + random.below(400_000)), 'name': ")
    cell.appendPython(FilmText.title(&random) + " Collection")
    for side in ["poster_path", "backdrop_path"] {
      cell.append(", '\(side)': ")
      if random.chance(10, in: 100) { cell.append("None") } else { cell.appendPython(FilmText.path(&random)) }
    }
    cell.append("}")
  }

  private static func imdbID(_ film: SampleFilm, _ cell: inout TextBuffer, _ random: inout RandomStream) {
    switch random.below(realMovies) {
    case 0..<17: break
    case 17..<20: cell.append("0")
    case 20..<115: cell.append("tt\(7_000_000 + random.below(1_000_000))")  // not the one in links.csv
    default:
      cell.append("tt")
      cell.append(film.imdbID, width: 7)
    }
  }

  /// Millionths as Python prints a float: `21.946943`, `0.5`, `8.2e-05`, `0`.
  static func pythonNumber(millionths: Int) -> String {
    if millionths == 0 { return "0" }
    if millionths < 10 { return "\(millionths)e-06" }
    if millionths < 100 {
      return millionths % 10 == 0 ? "\(millionths / 10)e-05" : "\(millionths / 10).\(millionths % 10)e-05"
    }
    var fraction = String(1_000_000 + millionths % 1_000_000).dropFirst()
    while fraction.count > 1, fraction.last == "0" { fraction.removeLast() }
    return "\(millionths / 1_000_000).\(fraction)"
  }
}

import Database
import Domain

/// What figures need of a film: 80 bytes, whatever its texts.
struct ModelFilm: Sendable {
  let id: Int64
  /// The year it counts in; `nil` if it does not count.
  let year: Int32?
  var values: Figures.Film

  init(_ film: MovieRow) {
    id = film.movieID
    year = film.releaseYear.map(Int32.init)
    values = Figures.Film(
      budgetUSD: film.budgetUSD, revenueUSD: film.revenueUSD, popularityMillionths: film.popularity?.millionths,
      votes: 0, ratingHalfSteps: 0)
  }
}

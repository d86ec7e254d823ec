extension Vocabulary {
  /// TMDB's twenty genres, with how many of 45,000 films have each.
  static let genres: [(id: Int, name: String, films: Int)] = [
    (18, "Drama", 20_265), (35, "Comedy", 13_182), (53, "Thriller", 7624), (10749, "Romance", 6735),
    (28, "Action", 6596), (27, "Horror", 4673), (80, "Crime", 4307), (99, "Documentary", 3932),
    (12, "Adventure", 3496), (878, "Science Fiction", 3049), (10751, "Family", 2770), (9648, "Mystery", 2467),
    (14, "Fantasy", 2313), (16, "Animation", 1935), (10769, "Foreign", 1622), (10402, "Music", 1598),
    (36, "History", 1398), (10752, "War", 1323), (37, "Western", 1042), (10770, "TV Movie", 767),
  ]

  /// A language, where it is spoken most, and how many of 45,000 films are in it. The eighth name has an escape in Python.
  struct Language: Sendable {
    let code: String
    let name: String
    let countryCode: String
    let country: String
    let films: Int
  }

  static let languages: [Language] = [
    Language(code: "en", name: "English", countryCode: "US", country: "United States of America", films: 26_000),
    Language(code: "en", name: "English", countryCode: "GB", country: "United Kingdom", films: 4100),
    Language(code: "en", name: "English", countryCode: "CA", country: "Canada", films: 1750),
    Language(code: "fr", name: "Français", countryCode: "FR", country: "France", films: 2438),
    Language(code: "it", name: "Italiano", countryCode: "IT", country: "Italy", films: 1529),
    Language(code: "ja", name: "日本語", countryCode: "JP", country: "Japan", films: 1350),
    Language(code: "de", name: "Deutsch", countryCode: "DE", country: "Germany", films: 1080),
    Language(code: "mt", name: "Malti\u{A0}", countryCode: "MT", country: "Malta", films: 22),
    Language(code: "es", name: "Español", countryCode: "ES", country: "Spain", films: 994),
    Language(code: "ru", name: "Pусский", countryCode: "RU", country: "Russia", films: 826),
    Language(code: "hi", name: "हिन्दी", countryCode: "IN", country: "India", films: 508),
    Language(code: "ko", name: "한국어/조선말", countryCode: "KR", country: "South Korea", films: 444),
    Language(code: "zh", name: "普通话", countryCode: "CN", country: "China", films: 409),
    Language(code: "sv", name: "svenska", countryCode: "SE", country: "Sweden", films: 384),
    Language(code: "pt", name: "Português", countryCode: "BR", country: "Brazil", films: 316),
    Language(code: "fi", name: "suomi", countryCode: "FI", country: "Finland", films: 297),
    Language(code: "nl", name: "Nederlands", countryCode: "NL", country: "Netherlands", films: 248),
    Language(code: "da", name: "Dansk", countryCode: "DK", country: "Denmark", films: 225),
    Language(code: "pl", name: "Polski", countryCode: "PL", country: "Poland", films: 219),
    Language(code: "he", name: "עִבְרִית", countryCode: "IL", country: "Israel", films: 67),
    Language(code: "ci", name: "", countryCode: "CI", country: "Cote D'Ivoire", films: 480),
  ]
}

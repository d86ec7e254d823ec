/// Titles, plots and the other texts of a film, put together from the vocabulary.
enum FilmText {
  static func title(_ random: inout RandomStream) -> String {
    let adjective = random.pick(Vocabulary.adjectives)
    let noun = random.pick(Vocabulary.nouns)
    switch random.below(12) {
    case 0...2: return "The \(adjective) \(noun)"
    case 3: return "\(adjective) \(noun)"
    case 4: return "The \(noun) of \(random.pick(Vocabulary.places))"
    case 5: return "\(random.pick(Vocabulary.givenNames))'s \(noun)"
    case 6: return "\(random.pick(Vocabulary.givenNames)) and the \(noun)"
    case 7: return "\(random.pick(Vocabulary.givenNames)) \(random.pick(Vocabulary.surnames))"
    case 8: return "\(noun) \(2 + random.below(4))"
    case 9: return "\(adjective) \(noun): \(random.pick(Vocabulary.places)) Nights"
    case 10: return "\(noun), \(adjective) \(random.pick(Vocabulary.nouns))"
    default: return noun
    }
  }

  /// The title in the film's own language.
  static func originalTitle(_ film: SampleFilm, _ random: inout RandomStream) -> String {
    let noun = random.pick(Vocabulary.nouns)
    let place = random.pick(Vocabulary.places)
    switch film.language.code {
    case "fr": return "L'été à \(place)"
    case "de": return "Das Mädchen aus \(place)"
    case "es": return "El niño de \(place)"
    case "it": return "La città di \(place)"
    case "ja": return "夜の\(noun)"
    case "ru": return "Дорога в \(place)"
    case "zh": return "\(noun)之夜"
    case "ko": return "\(noun)의 밤"
    case "hi": return "\(noun) की रात"
    case "pt": return "O coração de \(place)"
    case "sv": return "Över \(place)"
    default: return film.title
    }
  }

  /// Some sentences, 310 characters in the mean.
  static func overview(_ random: inout RandomStream) -> String {
    let name = "\(random.pick(Vocabulary.givenNames)) \(random.pick(Vocabulary.surnames))"
    let deed = { (random: inout RandomStream) in random.pick(Vocabulary.deeds) }
    let role = { (random: inout RandomStream) in
      "\(random.pick(Vocabulary.conditions)) \(random.pick(Vocabulary.roles))"
    }
    var text = "In \(random.pick(Vocabulary.places)), \(name), \(indefinite(role(&random))), \(deed(&random))."
    for _ in 0...random.below(4) {
      let friend = random.pick(Vocabulary.givenNames)
      switch random.below(5) {
      case 0: text += " \(friend), \(indefinite(role(&random))), \(deed(&random))."
      case 1: text += " Meanwhile \(indefinite(role(&random))) from \(random.pick(Vocabulary.places)) \(deed(&random))."
      case 2:
        text +=
          " With the help of \(friend) and \(indefinite(role(&random))), the family's \(noun(&random)) is saved, for now."
      case 3: text += " \(random.pick(Vocabulary.turns)) \(random.pick(Vocabulary.turns))"
      default:
        text += " \(friend) — once \(indefinite(role(&random))) — \(deed(&random)), while the \(noun(&random)) waits."
      }
    }
    text += " " + random.pick(Vocabulary.turns)
    switch random.below(7024) {
    case 0..<700:
      text += " They call it \"The \(random.pick(Vocabulary.adjectives)) \(random.pick(Vocabulary.nouns))\"."
    case 700..<706: text += "\n - Written by \(random.pick(Vocabulary.surnames))"
    case 706: text += "\u{9D}"
    default: break
    }
    return text
  }

  /// Where the broken films break: neither part has a comma or a quote.
  static func brokenOverview(_ random: inout RandomStream) -> (head: String, tail: String) {
    (
      "\(indefinite(random.pick(Vocabulary.roles)).capitalizedFirst) \(random.pick(Vocabulary.deeds)).",
      " - Written by \(random.pick(Vocabulary.surnames))"
    )
  }

  static func path(_ random: inout RandomStream) -> String {
    var path = "/"
    for _ in 0..<27 { path.unicodeScalars.append(alphanumerics[random.below(alphanumerics.count)]) }
    return path + ".jpg"
  }

  private static let alphanumerics = Array(
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".unicodeScalars)

  private static func noun(_ random: inout RandomStream) -> String { random.pick(Vocabulary.nouns).lowercased() }

  private static func indefinite(_ thing: String) -> String {
    ("aeiou".contains(thing.first ?? "x") && !thing.hasPrefix("uni") ? "an " : "a ") + thing
  }
}

extension String {
  /// The first letter capital, the rest as it is.
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}

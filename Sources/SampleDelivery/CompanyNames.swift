/// Names for any number of companies, each its own but for those that share one on purpose.
struct CompanyNames {
  let seed: UInt64

  /// Of 23,692 real companies 148 share a name with another id and 74 differ from another only in case or outer space.
  func name(_ company: Int) -> String {
    var random = RandomStream(seed: seed, .companyName, company)
    guard company > 8 else { return plain(company, &random) }
    switch random.below(10_000) {
    case 0..<62: return ownName(random.below(company))
    case 62..<78: return ownName(random.below(company)).uppercased()
    case 78..<93: return ownName(random.below(company)) + " "
    default: return ownName(company)
    }
  }

  /// The name a company has when it shares none.
  private func ownName(_ company: Int) -> String {
    var random = RandomStream(seed: seed, .companyName, company, month: 1)
    let name = plain(company, &random)
    // Written by hand at some time: the rare things that a reader of Python literals trips over.
    switch random.below(23_692) {
    case 0..<3: return "\u{A0}" + name
    case 3..<5: return name + "\u{A0}"
    case 5..<7: return name + "\t(co-production)"
    case 7: return "\u{200B}" + name
    case 8: return name + "\\"
    case 9..<150: return name + ", Inc."
    case 150..<320: return name + " [\(Vocabulary.languages[random.below(20)].countryCode.lowercased())]"
    case 320..<430: return random.pick(Vocabulary.givenNames) + "'s " + name
    case 430..<440:
      return name + " in Association with the Regional Fund for Film and the Audiovisual Arts of "
        + random.pick(Vocabulary.places)
    default: return name
    }
  }

  /// A number has one spelling in words, as in a clock with wheels of different sizes, so that names do not repeat until
  /// all are used: 230,000 of the first kind and about as many of each of the others.
  private func plain(_ company: Int, _ random: inout RandomStream) -> String {
    let kinds = 3
    var wheel = (company / kinds) &* 7919  // prime to every list's size, so that neighbours differ in all words
    func turn(_ words: [String]) -> String {
      defer { wheel /= words.count }
      return words[wheel % words.count]
    }
    let suffix = turn(Vocabulary.companySuffixes)
    switch company % kinds {
    case 0: return "\(turn(Vocabulary.adjectives)) \(turn(Vocabulary.nouns)) \(suffix)"
    case 1: return "\(turn(Vocabulary.surnames)) \(turn(Vocabulary.nouns)) \(suffix)"
    default: return "\(turn(Vocabulary.places)) \(turn(Vocabulary.nouns)) \(suffix)"
    }
  }
}

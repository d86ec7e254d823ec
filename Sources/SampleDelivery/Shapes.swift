/// The distributions of the real delivery, by their quantiles.
enum Shapes {
  /// 1874 to 2020, most of them recent.
  static let year = Quantiles([
    (0, 1874), (2000, 1900), (10_000, 1915), (35_000, 1931), (100_000, 1950), (210_000, 1970), (290_000, 1980),
    (390_000, 1990), (550_000, 2000), (660_000, 2005), (790_000, 2010), (920_000, 2014), (983_000, 2016),
    (999_900, 2018), (1_000_000, 2021),
  ])

  /// Minutes; one in thirty is 0.
  static let runtime = Quantiles([
    (0, 0), (34_000, 0), (34_001, 5), (60_000, 25), (250_000, 85), (500_000, 95), (750_000, 107), (950_000, 138),
    (995_000, 230), (1_000_000, 1256),
  ])

  /// Tenths.
  static let voteAverage = Quantiles([
    (0, 5), (50_000, 33), (250_000, 52), (500_000, 61), (750_000, 69), (950_000, 79), (995_000, 95), (1_000_000, 101),
  ])

  /// By rank from the top.
  static let voteCount = Quantiles([
    (0, 9000), (2000, 5000), (10_000, 2200), (50_000, 420), (100_000, 160), (250_000, 34), (500_000, 10),
    (750_000, 3), (985_000, 1), (1_000_000, 0),
  ])

  /// Millionths, by rank from the top.
  static let popularity = Quantiles([
    (0, 547_000_000), (200, 180_000_000), (2000, 40_000_000), (20_000, 14_000_000), (100_000, 8_500_000),
    (250_000, 3_680_000), (500_000, 1_130_000), (750_000, 386_000), (950_000, 20_000), (1_000_000, 600),
  ])

  static let status = Weighted<String>([
    ("Released", 45_014), ("Rumored", 230), ("Post Production", 98), ("In Production", 20), ("Planned", 15),
    ("Canceled", 2), ("", 81),
  ])

  static let language = Weighted<Vocabulary.Language>(Vocabulary.languages.map { ($0, $0.films) })

  /// Indexes into `Vocabulary.genres`.
  static let genre = Weighted<Int>(Vocabulary.genres.enumerated().map { ($0.offset, $0.element.films) })

  static let genreCount = Weighted<Int>([
    (0, 54), (1, 300), (2, 340), (3, 210), (4, 70), (5, 20), (6, 4), (7, 1), (8, 1),
  ])

  /// Budget and revenue: neither is known of three films in four, both of one in eight, mostly of popular ones.
  static func money(rank: Int, _ random: inout RandomStream) -> (budget: Int, revenue: Int) {
    let known = rank < Quantiles.whole / 4 ? (both: 380, budget: 120, revenue: 80) : (both: 30, budget: 63, revenue: 33)
    let drawn = random.below(1000)
    let (budgetDraw, revenueDraw) = (budget.value(&random), revenue.value(&random))
    // Round sums are what people write of budgets; not of what came in.
    let budget = budgetDraw < 1000 ? budgetDraw : budgetDraw / 1000 * 1000
    switch drawn {
    case 0..<known.both: return (budget, revenueDraw)
    case known.both..<(known.both + known.budget): return (budget, 0)
    case (known.both + known.budget)..<(known.both + known.budget + known.revenue): return (0, revenueDraw)
    default: return (0, 0)
    }
  }

  /// Dollars, where known; one in forty is in millions or junk.
  private static let budget = Quantiles([
    (0, 1), (3000, 2), (27_000, 900), (27_001, 1000), (100_000, 90_000), (250_000, 2_000_000), (500_000, 8_000_000),
    (750_000, 25_000_000), (950_000, 85_000_000), (1_000_000, 380_000_000),
  ])

  private static let revenue = Quantiles([
    (0, 1), (20_000, 1000), (100_000, 100_000), (250_000, 2_400_000), (500_000, 16_800_000), (750_000, 67_000_000),
    (950_000, 290_000_000), (999_000, 1_000_000_000), (1_000_000, 1_900_000_000),
  ])
}

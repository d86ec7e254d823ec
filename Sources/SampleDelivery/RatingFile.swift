import Domain

/// Writes ratings.csv: CRLF, users in order, each user's votes by MovieLens id.
///
/// A month adds users at the end and changes nothing before them.
struct RatingFile {
  static let header = "userId,movieId,rating,timestamp"
  /// The longest row: two ids of 10 and 8 digits, a rating, a time of 10 digits, three commas, CRLF.
  static let longestRow = 40

  let catalogue: SampleCatalogue

  private var plan: SamplePlan { catalogue.plan }

  /// Hands over the file in pieces; `progress` gets the rows done.
  func write(
    _ body: (UnsafeRawBufferPointer) throws -> Void, progress: (Int) throws -> Void
  ) throws {
    try Array((Self.header + "\r\n").utf8).withUnsafeBytes { try body($0) }
    guard plan.films > 0 else { return }
    var user = 0
    var done = 0
    for month in 0...plan.month {
      let writer = RatingWriter(films: VotedFilms(catalogue: catalogue, month: month))
      var left = month == 0 ? plan.ratings : plan.ratingsPerMonth
      while left > 0 {
        user += 1
        var random = RandomStream(seed: plan.seed, .user, user)
        var votes = min(Self.votesPerUser.value(&random), writer.films.movieIDs.count, left)
        // Nobody is left with fewer than 20, where there are as many films.
        if left - votes < 20, left <= writer.films.movieIDs.count { votes = left }
        writer.add(user: user, votes: votes, sessions: Sessions(votes: votes, month: month, &random), &random)
        left -= votes
        done += votes
        if writer.isFull {
          try writer.flush(body)
          try progress(done)
        }
      }
      try writer.flush(body)
    }
    try progress(done)
  }

  /// 20 to 4,000, 112 in the mean.
  private static let votesPerUser = Quantiles([
    (0, 20), (250_000, 27), (500_000, 45), (750_000, 95), (900_000, 210), (990_000, 750), (999_000, 1800),
    (1_000_000, 4000),
  ])
}

/// When a user votes: in one or a few sittings of some hours at most.
struct Sessions {
  private(set) var starts: [Int] = []
  /// Seconds.
  let length: Int
  /// Of the first.
  var year: UInt16 { UInt16(CalendarDate(daysSinceEpoch: starts[0] / 86_400).year) }

  init(votes: Int, month: Int, _ random: inout RandomStream) {
    var start =
      month == 0
      ? Self.firstVote.value(&random) : Self.end + (month - 1) * 2_629_800 + random.below(2_400_000)
    let count = random.chance(7, in: 10) ? 1 : 2 + min(7, votes / 60 + random.below(3))
    for _ in 0..<count {
      starts.append(start)
      start += 3600 + random.below(40 * 86_400)
      if month == 0 { start = min(start, Self.end) }
    }
    length = 60 + 15 * votes / count
  }

  /// 2017-08-04.
  private static let end = 1_501_804_800

  /// From 1995-01-09 on, with the waves of MovieLens: 1996, 2000, 2005, 2015.
  private static let firstVote = Quantiles([
    (0, 789_652_009), (5000, 822_900_000), (90_000, 850_000_000), (190_000, 930_000_000), (360_000, 978_000_000),
    (420_000, 1_104_500_000), (520_000, 1_167_600_000), (700_000, 1_325_400_000), (780_000, 1_420_000_000),
    (900_000, 1_460_000_000), (1_000_000, 1_501_500_000),
  ])
}

/// The hot loop: rows of ratings.csv in the form that nearly all have, straight from the bytes.
///
/// A plain row is `userId,movieId,rating,timestamp` without quotes or spaces: ids of 1 to 18 digits above zero, the rating
/// as `d.d` in half steps, the time in 9 or 10 digits, LF or CRLF. Every byte of it is checked; at any other row the loop
/// stops before it, and the CSV reader takes that row.
///
/// Eight bytes are loaded at once, the first that is no digit is found by arithmetic, and the digits before it are added
/// up in three multiplications (as Lemire's `parse_eight_digits_unrolled`). What a load waits for decides the speed: where a
/// number starts depends on the length of those before it. So a row is guessed to be shaped like the one before: the same
/// user, as many digits, a time of the same year. Branches that nearly always go the same way check that, so that
/// the processor is rows ahead of them; where the guess is wrong, the field is read on its own. Files are sorted by user and
/// film, and a user's votes are mostly of one year.
enum PlainRatingRows {
  /// Bytes that are looked at from the start of a row, at most: 19 + 19 + 4 + 12, and a load of eight that starts there.
  /// Rows nearer to the end of a block than this are left to the CSV reader, three of 40,000 in a block of 1 MiB.
  static let reach = 64

  /// Appends up to `limit` votes to `block` from `offset` on, and returns how many; `offset` moves behind them.
  static func parse(
    _ bytes: UnsafeRawBufferPointer, at offset: inout Int, limit: Int, years: borrowing YearTable,
    into block: borrowing VoteBlock
  ) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    let movieIDs = block.movieIDs + block.count
    let halfSteps = block.halfSteps + block.count
    let votedYears = block.years + block.count
    guard bytes.count >= reach else { return 0 }
    var row = start + offset
    let last = start + (bytes.count - reach)
    var user = UserField()
    var movie = MovieField()
    var time = TimeField()
    var count = 0
    while row <= last, count < limit {
      if !user.isRepeated(at: row) {
        user = UserField(at: row)
        guard user.length > 0 else { break }
      }
      let movieStart = row + user.length
      let movieWord = Digits.load(movieStart)
      var movieID = movie.value(movieWord)
      if !movie.isRepeated(movieWord) {
        movie = MovieField(at: movieStart)
        movieID = movie.first
      }
      guard movieID > 0 else { break }

      let ratingStart = movieStart + movie.length
      let rating = ratingStart.loadUnaligned(as: UInt32.self).littleEndian  // '0' + whole, '.', '0' or '5', ','
      let (whole, half) = (rating & 7, rating & 0x1_0000)
      let steps = whole &* 2 &+ half >> 16
      guard rating == 0x2C30_2E30 &+ whole &+ half &* 5, steps &- 1 < 10 else { break }

      let timeStart = ratingStart + 4
      if !time.isRepeated(at: timeStart) {
        time = TimeField(at: timeStart, in: years)
        guard time.length > 0 else { break }
      }
      movieIDs[count] = movieID
      halfSteps[count] = UInt8(truncatingIfNeeded: steps)
      votedYears[count] = time.year
      count &+= 1
      row = timeStart + time.length
    }
    offset = row - start
    return count
  }
}

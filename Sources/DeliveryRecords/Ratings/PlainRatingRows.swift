/// The hot loop: rows of ratings.csv in the form that nearly all have, straight from the bytes.
///
/// A plain row is `userId,movieId,rating,timestamp` without quotes or spaces: ids of 1 to 18 digits above zero, the rating
/// as `d.d` in half steps, the time in 9 or 10 digits, LF or CRLF. Every byte of it is checked; at any other row the loop
/// stops before it, and the CSV reader takes that row.
///
/// Eight bytes are loaded at once, the first that is no digit is found by arithmetic, and the digits before it are added
/// up in three multiplications (as Lemire's `parse_eight_digits_unrolled`). What a load waits for decides the speed: where a
/// number starts depends on the length of those before it. So a row is guessed to be shaped like the one before: the same
/// user, as many digits, a time of the same days. Branches that nearly always go the same way check that, so that
/// the processor is rows ahead of them; where the guess is wrong, the field is read on its own. Files are sorted by user and
/// film, and a user's votes are mostly of one day.
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

extension PlainRatingRows {
  /// The `userId` of the row before and its comma, as far as they are in eight bytes.
  private struct UserField {
    /// As written, the bytes behind the comma cleared; 1 under a mask of 0 is what no row has.
    private var word: UInt64 = 1
    private var mask: UInt64 = 0
    /// The comma included; 0 if there is no such number.
    private(set) var length = 0

    init() {}

    @inline(never)
    init(at start: UnsafeRawPointer) {
      length = Digits.longID(start).length
      guard 1...8 ~= length else { return }
      mask = ~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length)
      word = start.loadUnaligned(as: UInt64.self).littleEndian & mask
    }

    /// Whether the row starts with the same number, which was found good.
    @inline(__always)
    func isRepeated(at row: UnsafeRawPointer) -> Bool {
      row.loadUnaligned(as: UInt64.self).littleEndian & mask == word
    }
  }

  /// How many digits the `movieId` before has: while that stays the same nobody waits for it.
  private struct MovieField {
    /// Of the digits in a word, and of the comma behind them: what no word has when there is nothing to guess.
    private var digitBits: UInt64 = 0
    private var commaMask: UInt64 = 0
    private var comma: UInt64 = 1
    /// By which the digits are moved to the end of a word.
    private var shift: UInt64 = 0
    /// The comma included.
    private(set) var length = 0
    /// The number that was read; 0 if it is none.
    private(set) var first: Int64 = 0

    init() {}

    @inline(never)
    init(at start: UnsafeRawPointer) {
      (first, length) = Digits.longID(start)
      guard 1...8 ~= length else { return }  // seven digits and their comma are in a word; more take a loop
      let bits = UInt64(truncatingIfNeeded: length &- 1) &* 8
      digitBits = (1 &<< bits &- 1) & 0x8080_8080_8080_8080
      commaMask = 0xFF &<< bits
      comma = Digits.comma &<< bits
      shift = 64 &- bits
    }

    /// Whether there are as many digits, and a comma.
    @inline(__always)
    func isRepeated(_ word: UInt64) -> Bool {
      Digits.high(word) & digitBits | word & commaMask ^ comma == 0
    }

    @inline(__always)
    func value(_ word: UInt64) -> Int64 { Int64(truncatingIfNeeded: Digits.eight(word &<< shift)) }
  }

  /// The year of the time before, and how that and its line break are written: of a time of the same year it need only be
  /// known that it is digits.
  private struct TimeField {
    private var heads = YearTable.Heads()
    /// In the bytes behind the first eight digits: the other digits, and the line break.
    private var digitBits: UInt64 = 0
    private var breakMask: UInt64 = 0
    private var lineBreak: UInt64 = 0
    private(set) var year: UInt16 = 0
    /// The line break included; 0 if there is no such time.
    private(set) var length = 0

    init() {}

    @inline(never)
    init(at start: UnsafeRawPointer, in years: borrowing YearTable) {
      let head = Digits.load(start)
      let tail = Digits.load(start + 8)
      guard Digits.others(head) == 0 else { return }
      var seconds = Digits.eight(head)
      let tailMask = Digits.others(tail)
      let digits: UInt64
      if tailMask & 0x80_8080 == 0x80_0000 {
        seconds = seconds &* 100 &+ (tail & 0xFF) &* 10 &+ (tail >> 8 & 0xFF)
        digits = 10
      } else if tailMask & 0x8080 == 0x8000 {
        seconds = seconds &* 10 &+ (tail & 0xFF)
        digits = 9
      } else {
        return
      }
      let breakBits = (digits &- 8) &* 8
      let isLineFeed = (tail &>> breakBits) & 0xFF == Digits.lineFeed
      guard seconds < YearTable.endSeconds,
        isLineFeed || (tail &>> breakBits) & 0xFFFF == Digits.carriageReturnLineFeed
      else { return }
      digitBits = digits == 9 ? 0x80 : 0x8080
      breakMask = (isLineFeed ? 0xFF : 0xFFFF) &<< breakBits
      lineBreak = tail & breakMask
      length = Int(truncatingIfNeeded: digits) &+ (isLineFeed ? 1 : 2)
      year = years.year(of: seconds)
      heads = years.heads(of: year, digits: Int(truncatingIfNeeded: digits))
    }

    /// Whether the time is of the same year, has as many digits, and ends the row in the same way.
    @inline(__always)
    func isRepeated(at start: UnsafeRawPointer) -> Bool {
      let head = start.loadUnaligned(as: UInt64.self)
      guard heads.contain(head) else { return false }
      let tail = Digits.load(start + 8)
      return Digits.others(Digits.of(head)) | Digits.high(tail) & digitBits | (tail ^ lineBreak) & breakMask == 0
    }
  }
}

/// Digits in words of eight bytes, the first byte in the lowest, digits as 0 to 9.
private enum Digits {
  static var comma: UInt64 { 0x2C ^ 0x30 }
  static var lineFeed: UInt64 { 0x0A ^ 0x30 }
  static var carriageReturnLineFeed: UInt64 { 0x0A0D ^ 0x3030 }

  @inline(__always)
  static func load(_ at: UnsafeRawPointer) -> UInt64 { of(at.loadUnaligned(as: UInt64.self)) }

  /// Of bytes as they lie in memory.
  @inline(__always)
  static func of(_ bytes: UInt64) -> UInt64 { bytes.littleEndian ^ 0x3030_3030_3030_3030 }

  /// The high bit of each byte that is no digit: right up to and including the first of them, beyond which a carry may lie.
  @inline(__always)
  static func others(_ word: UInt64) -> UInt64 { high(word) & 0x8080_8080_8080_8080 }

  /// The same with more bits, for who has a mask of his own.
  @inline(__always)
  static func high(_ word: UInt64) -> UInt64 { (word &+ 0x7676_7676_7676_7676) | word }

  /// The number that eight digits make. Pairs, then fours, then all.
  @inline(__always)
  static func eight(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits >> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let high = (pairs & mask) &* (100 &+ (1_000_000 << 32))
    let low = (pairs >> 16 & mask) &* (1 &+ (10_000 << 32))
    return (high &+ low) >> 32
  }

  /// A positive number of at most 18 digits and the length of it with the comma behind it; a length of 0 is no such number.
  @inline(never)
  static func longID(_ start: UnsafeRawPointer) -> (value: Int64, length: Int) {
    var value: Int64 = 0
    for length in 0...18 {
      let digit = start.load(fromByteOffset: length, as: UInt8.self) ^ 0x30
      if digit < 10, length < 18 {
        value = value &* 10 &+ Int64(digit)
      } else {
        return UInt64(digit) == comma && value > 0 ? (value, length + 1) : (0, 0)
      }
    }
    return (0, 0)
  }
}

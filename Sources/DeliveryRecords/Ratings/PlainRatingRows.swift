/// The hot loop: rows of ratings.csv in the form that nearly all have, straight from the bytes.
///
/// A plain row is `userId,movieId,rating,timestamp` without quotes or spaces: ids of 1 to 18 digits above zero, the rating
/// as `d.d` in half steps, the time in 9 or 10 digits, LF or CRLF. Every byte of it is checked; at any other row the loop
/// stops before it, and the CSV reader takes that row.
///
/// Eight bytes are loaded at once, the first that is no digit is found by arithmetic, and the digits before it are added
/// up in three multiplications (as Lemire's `parse_eight_digits_unrolled`). What a load waits for decides the speed: where a
/// number starts depends on the length of those before it. So a `userId` that is the same as in the row before, and the
/// length of the time, are guessed by branches that nearly always go the same way, and only `movieId` is waited for.
enum PlainRatingRows {
  /// Bytes that are looked at from the start of a row, at most: 19 + 19 + 4 + 12, and a load of eight that starts there.
  /// Rows nearer to the end of a block than this are left to the CSV reader, three of 40,000 in a block of 1 MiB.
  static let reach = 64

  /// Appends up to `limit` votes to `block` from `offset` on, and returns how many; `offset` moves behind them.
  static func parse(
    _ bytes: UnsafeRawBufferPointer, at offset: inout Int, limit: Int, years: UnsafePointer<YearTable.Bucket>,
    into block: borrowing VoteBlock
  ) -> Int {
    guard let start = bytes.baseAddress else { return 0 }
    let movieIDs = block.movieIDs + block.count
    let halfSteps = block.halfSteps + block.count
    let votedYears = block.years + block.count
    let end = bytes.count
    var row = offset
    var user = UserField()
    var count = 0
    while count < limit, end &- row >= reach {
      guard user.isRepeated(at: start + row) || user.read(at: start + row) else { break }
      let movie = start + (row &+ user.length)
      let movieWord = digits(movie)
      let (movieID, movieLength) = id(movieWord, at: movie)
      guard movieLength > 0 else { break }

      let at = movie + movieLength
      let rating = at.loadUnaligned(as: UInt32.self).littleEndian  // "d.d,"
      let whole = (rating & 0xFF) &- 0x30
      let half = (rating >> 16 & 0xFF) &- 0x30
      let steps = whole &* 2 &+ (half == 5 ? 1 : 0)
      guard rating & 0xFF00_FF00 == 0x2C00_2E00, whole <= 5, half == 0 || half == 5, steps &- 1 < 10 else { break }

      let head = digits(at + 4)
      let tail = digits(at + 12)
      guard notDigits(head) == 0 else { break }
      var seconds = eightDigits(head)
      let tailMask = notDigits(tail)
      let rowLength: Int
      if tailMask & 0x80_8080 == 0x80_0000 {
        seconds = seconds &* 100 &+ (tail & 0xFF) &* 10 &+ (tail >> 8 & 0xFF)
        let lineBreak = lineBreakLength(tail >> 16)
        guard lineBreak > 0 else { break }
        rowLength = (at - start) &+ (14 &+ lineBreak)
      } else if tailMask & 0x8080 == 0x8000 {
        seconds = seconds &* 10 &+ (tail & 0xFF)
        let lineBreak = lineBreakLength(tail >> 8)
        guard lineBreak > 0 else { break }
        rowLength = (at - start) &+ (13 &+ lineBreak)
      } else {
        break
      }
      guard seconds < YearTable.endSeconds else { break }
      movieIDs[count] = movieID
      halfSteps[count] = UInt8(truncatingIfNeeded: steps)
      votedYears[count] = YearTable.year(of: seconds, in: years)
      count &+= 1
      row = rowLength
    }
    offset = row
    return count
  }

  /// The `userId` of the row before and its comma, as far as they are in eight bytes.
  private struct UserField {
    private var word: UInt64 = 0
    private var mask: UInt64 = 0
    /// The comma included.
    var length = 0

    /// Whether the row starts with the same number, which was found good.
    @inline(__always)
    func isRepeated(at row: UnsafeRawPointer) -> Bool {
      (digits(row) ^ word) & mask == 0 && mask != 0
    }

    @inline(__always)
    mutating func read(at row: UnsafeRawPointer) -> Bool {
      word = digits(row)
      length = id(word, at: row).length
      mask = length <= 8 ? ~0 &>> UInt64(truncatingIfNeeded: 64 &- 8 &* length) : 0
      return length > 0
    }
  }

  /// A positive number of at most 18 digits and the length of it with the comma behind it; a length of 0 is no such number.
  @inline(__always)
  private static func id(_ word: UInt64, at start: UnsafeRawPointer) -> (value: Int64, length: Int) {
    let mask = notDigits(word)
    // Seven digits and their comma are in the word; more take a loop.
    guard mask != 0 else { return longID(start) }
    let bits = UInt64(truncatingIfNeeded: mask.trailingZeroBitCount & ~7)
    guard bits > 0, (word &>> bits) & 0xFF == comma else { return (0, 0) }
    let value = eightDigits(word &<< (64 &- bits))
    guard value != 0 else { return (0, 0) }
    return (Int64(truncatingIfNeeded: value), Int(truncatingIfNeeded: bits &>> 3) &+ 1)
  }

  @inline(never)
  private static func longID(_ start: UnsafeRawPointer) -> (value: Int64, length: Int) {
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

  /// 1 for LF, 2 for CRLF, 0 for anything else.
  @inline(__always)
  private static func lineBreakLength(_ word: UInt64) -> Int {
    if word & 0xFF == 0x0A ^ 0x30 { return 1 }
    return word & 0xFFFF == 0x0A0D ^ 0x3030 ? 2 : 0
  }

  private static var comma: UInt64 { 0x2C ^ 0x30 }

  /// Eight bytes, the first in the lowest, with digits as 0 to 9.
  @inline(__always)
  private static func digits(_ at: UnsafeRawPointer) -> UInt64 {
    at.loadUnaligned(as: UInt64.self).littleEndian ^ 0x3030_3030_3030_3030
  }

  /// The high bit of each byte that is no digit: right up to and including the first of them, beyond which a carry may lie.
  @inline(__always)
  private static func notDigits(_ word: UInt64) -> UInt64 {
    ((word &+ 0x7676_7676_7676_7676) | word) & 0x8080_8080_8080_8080
  }

  /// The number that eight digits make, the first in the lowest byte. Pairs, then fours, then all.
  @inline(__always)
  private static func eightDigits(_ digits: UInt64) -> UInt64 {
    let pairs = digits &* 10 &+ (digits >> 8)
    let mask: UInt64 = 0x0000_00FF_0000_00FF
    let high = (pairs & mask) &* (100 &+ (1_000_000 << 32))
    let low = (pairs >> 16 & mask) &* (1 &+ (10_000 << 32))
    return (high &+ low) >> 32
  }
}

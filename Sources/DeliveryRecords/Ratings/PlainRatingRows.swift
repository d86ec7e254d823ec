/// The hot loop: rows of ratings.csv in the form that nearly all have, straight from the bytes.
///
/// A plain row is `userId,movieId,rating,timestamp` without quotes or spaces: ids of 1 to 18 digits above zero, the rating
/// as `d.d` in half steps, the time in 8 to 10 digits, LF or CRLF. Every byte of it is checked; at any other row the loop
/// stops before it, and the CSV reader takes that row. About 90 instructions a row and no branch that depends on the
/// length of a number: eight bytes are loaded at once, the first that is no digit is found by arithmetic, and the digits
/// before it are added up in three multiplications (as Lemire's `parse_eight_digits_unrolled`).
enum PlainRatingRows {
  /// Bytes that are looked at from the start of a row, at most: 19 + 19 + 4 + 10 + 2, and a load of eight at the end. Rows
  /// nearer to the end of a block than this are left to the CSV reader, three of 40,000 in a block of 1 MiB.
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
    let end = start + bytes.count
    let endSeconds = YearTable.endSeconds
    var row = start + offset
    var count = 0
    while count < limit, end - row >= reach {
      var at = row
      guard let _ = id(&at), let movieID = id(&at) else { break }

      let rating = at.loadUnaligned(as: UInt32.self).littleEndian  // "d.d,"
      let whole = (rating & 0xFF) &- 0x30
      let half = (rating >> 16 & 0xFF) &- 0x30
      let steps = whole &* 2 &+ (half == 5 ? 1 : 0)
      guard rating & 0xFF00_FF00 == 0x2C00_2E00, whole <= 5, half == 0 || half == 5, steps &- 1 < 10 else { break }

      let head = digits(at + 4)
      let tail = digits(at + 12)
      guard notDigits(head) == 0 else { break }
      let tailLength = notDigits(tail).trailingZeroBitCount >> 3
      var seconds = eightDigits(head)
      if tailLength == 2 {
        seconds = seconds &* 100 &+ (tail & 0xFF) &* 10 &+ (tail >> 8 & 0xFF)
      } else if tailLength == 1 {
        seconds = seconds &* 10 &+ (tail & 0xFF)
      } else if tailLength != 0 {
        break
      }
      guard seconds < endSeconds else { break }

      at += 12 + tailLength
      let lineEnd = at.loadUnaligned(as: UInt16.self).littleEndian
      if lineEnd & 0xFF == 0x0A {
        at += 1
      } else if lineEnd == 0x0A0D {
        at += 2
      } else {
        break
      }
      movieIDs[count] = movieID
      halfSteps[count] = UInt8(truncatingIfNeeded: steps)
      votedYears[count] = YearTable.year(of: seconds, in: years)
      count += 1
      row = at
    }
    offset = row - start
    return count
  }

  /// A positive number of at most 18 digits and the comma behind it, which `at` moves past.
  @inline(__always)
  private static func id(_ at: inout UnsafeRawPointer) -> Int64? {
    let word = digits(at)
    let mask = notDigits(word)
    // Seven digits and their comma are in the word; more take a loop.
    guard mask != 0 else { return longID(&at) }
    let bits = UInt64(truncatingIfNeeded: mask.trailingZeroBitCount & ~7)
    guard bits > 0, (word >> bits) & 0xFF == 0x1C else { return nil }  // a comma, 0x2C, without its 0x30
    let value = eightDigits(word << (64 &- bits))
    guard value != 0 else { return nil }
    at += Int(truncatingIfNeeded: bits >> 3) &+ 1
    return Int64(truncatingIfNeeded: value)
  }

  @inline(never)
  private static func longID(_ at: inout UnsafeRawPointer) -> Int64? {
    var value: Int64 = 0
    for length in 0...18 {
      let byte = at.load(fromByteOffset: length, as: UInt8.self)
      let digit = byte &- 0x30
      if digit < 10 {
        guard length < 18 else { return nil }
        value = value &* 10 &+ Int64(digit)
        continue
      }
      guard byte == UInt8(ascii: ","), value > 0 else { return nil }
      at += length + 1
      return value
    }
    return nil
  }

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

/// What is remembered of the row before: the guess at how the next one is written.
///
/// A guess is checked by a few operations without a branch; only where it is wrong is a field read on its own, by its `init`.
extension PlainRatingRows {
  /// The `userId` of the row before and its comma, as far as they are in eight bytes.
  struct UserField {
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
  struct MovieField {
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
  struct TimeField {
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

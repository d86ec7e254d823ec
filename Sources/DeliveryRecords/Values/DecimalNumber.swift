/// Reads decimal numbers exactly: the digits are shifted, never converted to a binary fraction.
///
/// Takes `[+-] digits [. digits] [e [+-] digits]` with at least one digit before the exponent, between outer ASCII spaces.
/// `nan`, `inf`, thousands separators, currency signs and hexadecimal are no numbers. Costs one pass over the cell, however
/// many digits it has and whatever the exponent is.
enum DecimalNumber {
  enum Reading: Equatable {
    /// Empty, or only spaces.
    case blank
    /// The number in units of 10^-decimals, rounded half to even where it has more decimals than that.
    case value(Int64, isRounded: Bool)
    /// Below zero; -0 is zero.
    case negative
    /// Does not fit 64 bits in these units.
    case tooLarge
    case notANumber
  }

  /// `decimals`: 0 for whole dollars, 6 for millionths.
  static func read(_ cell: UnsafeRawBufferPointer, decimals: Int) -> Reading {
    let bytes = cell.trimmed
    guard !bytes.isEmpty else { return .blank }
    guard let literal = Literal(bytes) else { return .notANumber }
    return literal.scaled(decimals)
  }

  /// The places of the digits in the cell; `point` digits of them stand before the decimal point (exponent applied).
  private struct Literal {
    let whole: UnsafeRawBufferPointer
    let fraction: UnsafeRawBufferPointer
    let isNegative: Bool
    let point: Int

    init?(_ bytes: UnsafeRawBufferPointer) {
      var rest = Cursor(bytes: bytes)
      isNegative = rest.takeSign()
      whole = rest.takeDigits()
      fraction = rest.take(UInt8(ascii: ".")) ? rest.takeDigits() : UnsafeRawBufferPointer(rebasing: bytes[..<0])
      guard whole.count + fraction.count > 0 else { return nil }
      var exponent = 0
      if rest.take(UInt8(ascii: "e")) || rest.take(UInt8(ascii: "E")) {
        let isNegativeExponent = rest.takeSign()
        let digits = rest.takeDigits()
        guard !digits.isEmpty else { return nil }
        // Beyond 2^40 the exponent dwarfs any cell, so it need not be exact.
        for digit in digits where exponent < 1 << 40 { exponent = exponent * 10 + Int(digit & 15) }
        if isNegativeExponent { exponent = -exponent }
      }
      guard rest.isAtEnd else { return nil }
      point = whole.count + exponent
    }

    private var digitCount: Int { whole.count + fraction.count }

    private func digit(_ index: Int) -> UInt8 {
      (index < whole.count ? whole[index] : fraction[index - whole.count]) & 15
    }

    func scaled(_ decimals: Int) -> Reading {
      let kept = point + decimals  // digits of the result, before it is rounded
      var value: Int64 = 0
      for index in 0..<min(max(kept, 0), digitCount) {
        guard append(digit(index), to: &value) else { return overflow }
      }
      var zeros = kept - digitCount
      while zeros > 0, value != 0 {  // ends by overflow after 19 turns at most
        guard append(0, to: &value) else { return overflow }
        zeros -= 1
      }
      let dropped = max(kept, 0)..<max(kept, digitCount, 0)
      let isRounded = kept < digitCount && dropped.contains { digit($0) != 0 }
      if isRounded, kept >= 0 {
        let first = digit(kept)
        let isMoreThanHalf = first > 5 || first == 5 && dropped.dropFirst().contains { digit($0) != 0 }
        if isMoreThanHalf || first == 5 && value & 1 == 1 {
          guard value < .max else { return overflow }
          value += 1
        }
      }
      if isNegative, value != 0 || isRounded { return .negative }
      return .value(value, isRounded: isRounded)
    }

    private var overflow: Reading { isNegative ? .negative : .tooLarge }

    private func append(_ digit: UInt8, to value: inout Int64) -> Bool {
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isJustTooLarge) = tens.addingReportingOverflow(Int64(digit))
      value = sum
      return !isTooLarge && !isJustTooLarge
    }
  }

  private struct Cursor {
    let bytes: UnsafeRawBufferPointer
    var offset = 0

    var isAtEnd: Bool { offset == bytes.count }

    mutating func take(_ byte: UInt8) -> Bool {
      guard offset < bytes.count, bytes[offset] == byte else { return false }
      offset += 1
      return true
    }

    /// Returns whether the sign is a minus.
    mutating func takeSign() -> Bool { take(UInt8(ascii: "-")) || (take(UInt8(ascii: "+")) && false) }

    mutating func takeDigits() -> UnsafeRawBufferPointer {
      let start = offset
      while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
      return UnsafeRawBufferPointer(rebasing: bytes[start..<offset])
    }
  }
}

/// The small pieces of `ListParser`: bytes, words, numbers, faults.
extension ListParser {
  func peek() -> UInt8? { at < bytes.count ? bytes[at] : nil }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard at < bytes.count, bytes[at] == UInt8(ascii: scalar) else { return false }
    at += 1
    return true
  }

  mutating func skipSpace() {
    while at < bytes.count {
      switch bytes[at] {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\n"), UInt8(ascii: "\r"), 0x0C: at += 1
      default: return
      }
    }
  }

  /// `None`, but not the first four letters of `Nonesuch`.
  mutating func takeWord(_ word: StaticString) -> Bool {
    let count = word.utf8CodeUnitCount
    guard bytes.count - at >= count, (0..<count).allSatisfy({ bytes[at + $0] == word.utf8Start[$0] }),
      at + count == bytes.count || !Self.isNameByte(bytes[at + count])
    else { return false }
    at += count
    return true
  }

  static func isNameByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }

  /// A decimal whole number, or a number with a point or an exponent, whose value nobody needs.
  mutating func parseNumber() throws(ListFault) -> Value {
    let start = at
    let isNegative = peek() == UInt8(ascii: "-")
    if isNegative || peek() == UInt8(ascii: "+") { at += 1 }

    let firstDigit = at
    var value: Int64? = 0
    while let digit = takeDigit() {
      // Counted downwards, so that -2^63 fits.
      value = value.flatMap { old in
        let (tenfold, overflow) = old.multipliedReportingOverflow(by: 10)
        let (new, overflow2) = tenfold.subtractingReportingOverflow(Int64(digit))
        return overflow || overflow2 ? nil : new
      }
    }
    let digits = at - firstDigit
    let hasLeadingZero = digits > 1 && bytes[firstDigit] == UInt8(ascii: "0")

    var decimals = 0
    let hasPoint = take(".")
    if hasPoint { while takeDigit() != nil { decimals += 1 } }
    guard digits + decimals > 0 else { throw fault("a number without digits", at: start) }

    let hasExponent = take("e") || take("E")
    if hasExponent {
      if !take("-") { _ = take("+") }
      guard takeDigit() != nil else { throw unexpected("the digits of an exponent") }
      while takeDigit() != nil {}
    }
    if let next = peek(), Self.isNameByte(next) || next == UInt8(ascii: ".") {
      throw unexpected("the end of the number")
    }
    guard !hasPoint, !hasExponent else { return .other }
    guard !hasLeadingZero || value == 0 else { throw fault("a whole number that starts with 0", at: start) }
    return .integer(value.flatMap { isNegative ? $0 : ($0 == .min ? nil : -$0) })
  }

  private mutating func takeDigit() -> UInt8? {
    guard at < bytes.count, case let digit = bytes[at] &- UInt8(ascii: "0"), digit < 10 else { return nil }
    at += 1
    return digit
  }

  func fault(_ message: String, at offset: Int) -> ListFault {
    ListFault(kind: .invalid, offset: offset, message: message)
  }

  /// `expected …, found …` at the current place.
  func unexpected(_ expected: String) -> ListFault {
    let found =
      switch peek() {
      case nil: "the end"
      case let byte? where (0x20..<0x7F).contains(byte): "'\(Unicode.Scalar(byte))'"
      case let byte?: "byte 0x" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    return fault("expected \(expected), found \(found)", at: at)
  }
}

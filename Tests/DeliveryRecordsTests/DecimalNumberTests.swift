import Testing

@testable import DeliveryRecords

@Suite("Decimal numbers are read exactly")
struct DecimalNumberTests {
  typealias Reading = DecimalNumber.Reading

  private func read(_ text: String, decimals: Int) -> Reading {
    Array(text.utf8).withUnsafeBytes { DecimalNumber.read($0, decimals: decimals) }
  }

  @Test(
    "A number becomes whole units, rounded half to even",
    arguments: [
      ("0", 0, Reading.value(0, isRounded: false), "zero"),
      ("373554033", 0, .value(373_554_033, isRounded: false), "the usual form"),
      ("373554033.0", 0, .value(373_554_033, isRounded: false), "as pandas writes it"),
      ("3.5e8", 0, .value(350_000_000, isRounded: false), "scientific notation"),
      ("3.5E+8", 0, .value(350_000_000, isRounded: false), "the same, louder"),
      ("35000000000e-2", 0, .value(350_000_000, isRounded: false), "an exponent that takes zeros away"),
      (" 42 ", 0, .value(42, isRounded: false), "outer spaces are no part of it"),
      ("+7", 0, .value(7, isRounded: false), "a sign"),
      ("5.", 0, .value(5, isRounded: false), "no digit behind the point"),
      (".5", 6, .value(500_000, isRounded: false), "no digit before the point"),
      ("-0.000", 0, .value(0, isRounded: false), "minus zero is zero"),
      ("0.5", 0, .value(0, isRounded: true), "half to even: down"),
      ("1.5", 0, .value(2, isRounded: true), "half to even: up"),
      ("2.5", 0, .value(2, isRounded: true), "half to even: down"),
      ("2.5000000000000000000000001", 0, .value(3, isRounded: true), "more than half, far behind"),
      ("2.4999999999999999999999999", 0, .value(2, isRounded: true), "less than half: a Double would say 2.5"),
      ("9.99", 0, .value(10, isRounded: true), "a carry"),
      ("8.2e-05", 6, .value(82, isRounded: false), "popularity in scientific notation"),
      ("21.946943", 6, .value(21_946_943, isRounded: false), "popularity with all its decimals"),
      ("1.2345678", 6, .value(1_234_568, isRounded: true), "more decimals than are kept"),
      ("0.0000005", 6, .value(0, isRounded: true), "half of the last place"),
      ("0.00000051", 6, .value(1, isRounded: true), "just above it"),
      ("0.00000009", 6, .value(0, isRounded: true), "far below the last place"),
      ("0e99999999999999999999", 0, .value(0, isRounded: false), "zero stays zero"),
      ("1e-400", 0, .value(0, isRounded: true), "too small to be seen"),
      ("1e-99999999999999999999", 6, .value(0, isRounded: true), "an exponent beyond 64 bits"),
      ("9223372036854775807", 0, .value(.max, isRounded: false), "the largest"),
      ("9223372036854775807.4", 0, .value(.max, isRounded: true), "the largest, rounded down"),
      ("00000000000000000000000000000012", 0, .value(12, isRounded: false), "leading zeros take no room"),
    ])
  func number(_ text: String, decimals: Int, expected: Reading, reason: String) {
    #expect(read(text, decimals: decimals) == expected, "\(reason)")
  }

  @Test(
    "What is no usable number is named",
    arguments: [
      ("", Reading.blank, "empty"),
      ("   ", .blank, "only spaces"),
      ("-1", .negative, "below zero"),
      ("-0.3", .negative, "below zero, though it rounds to zero"),
      ("-1e400", .negative, "far below zero"),
      ("-9223372036854775809", .negative, "below 64 bits"),
      ("1e400", .tooLarge, "beyond a Double"),
      ("1e99999999999999999999", .tooLarge, "an exponent beyond 64 bits"),
      ("9223372036854775808", .tooLarge, "one more than the largest"),
      ("9223372036854775807.5", .tooLarge, "rounded up to one more than the largest"),
      ("nan", .notANumber, "what pandas writes for nothing"),
      ("NaN", .notANumber, "the same"),
      ("inf", .notANumber, "no number that could be added"),
      ("-Infinity", .notANumber, "the same"),
      ("1,000", .notANumber, "a thousands separator"),
      ("$5", .notANumber, "a currency sign"),
      ("0x10", .notANumber, "hexadecimal"),
      ("1_000", .notANumber, "a Python separator"),
      ("1 000", .notANumber, "a space inside"),
      ("\t1", .notANumber, "a tab is no space"),
      ("1e", .notANumber, "an exponent without digits"),
      ("e5", .notANumber, "an exponent without a number"),
      (".", .notANumber, "a point alone"),
      ("--1", .notANumber, "two signs"),
      ("1.2.3", .notANumber, "two points"),
      ("/ff9qCepilow.jpg", .notANumber, "a cell of another column"),
      ("١٢", .notANumber, "digits, but not of ASCII"),
    ])
  func fault(_ text: String, expected: Reading, reason: String) {
    #expect(read(text, decimals: 0) == expected, "\(reason)")
  }

  @Test("Six decimals leave room for 9,223,372,036,854 whole units")
  func micros() {
    #expect(read("9223372036854.775807", decimals: 6) == .value(.max, isRounded: false))
    #expect(read("9223372036854.775808", decimals: 6) == .tooLarge)
  }

  @Test("A number of ten million digits is read in one pass")
  func tenMegabytes() {
    let digits = String(repeating: "9", count: 10_000_000)
    #expect(read(digits, decimals: 0) == .tooLarge)
    #expect(read("0." + digits, decimals: 0) == .value(1, isRounded: true))
    #expect(read(digits + "e-10000000", decimals: 6) == .value(1_000_000, isRounded: true))
    #expect(read(String(repeating: "0", count: 10_000_000) + "5", decimals: 0) == .value(5, isRounded: false))
  }
}

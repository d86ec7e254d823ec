import Testing

@testable import DeliveryRecords

@Suite("Ids and times are plain digits")
struct WholeNumberTests {
  @Test(
    "A whole number is read or refused",
    arguments: [
      ("862", 862, "the usual form"),
      ("862.0", 862, "as pandas writes it"),
      (" 862 ", 862, "outer spaces"),
      ("007", 7, "leading zeros"),
      ("0", 0, "zero is a number, though no id"),
      ("9223372036854775807", .max, "the largest"),
      ("9223372036854775808", nil, "one more"),
      ("99999999999999999999999", nil, "far more"),
      ("", nil, "blank"),
      (".0", nil, "no digit"),
      ("862.", nil, "a point alone"),
      ("862.00", nil, "nobody writes that"),
      ("862.5", nil, "not whole"),
      ("-5", nil, "a sign"),
      ("+5", nil, "a sign"),
      ("1e3", nil, "an exponent"),
      ("1997-08-20", nil, "a date in the place of an id"),
      ("8 62", nil, "a space inside"),
      ("/", nil, "the character before 0"),
      (":", nil, "the character after 9"),
    ] as [(String, Int64?, String)])
  func read(_ text: String, expected: Int64?, reason: String) {
    let value = Array(text.utf8).withUnsafeBytes { WholeNumber.read($0) }
    #expect(value == expected, "\(reason)")
  }

  @Test("An id is above zero")
  func ids() {
    #expect([UInt8]("0".utf8).withUnsafeBytes { WholeNumber.readID($0) } == nil)
    #expect([UInt8]("1".utf8).withUnsafeBytes { WholeNumber.readID($0) } == 1)
  }
}

import Testing

@testable import Notifications

@Suite("Wording")
struct WordingTests {
  @Test(
    "groups digits by three",
    arguments: [
      (0, "0"), (7, "7"), (999, "999"), (1000, "1,000"), (123_456, "123,456"), (1_234_567, "1,234,567"),
      (-1000, "-1,000"), (Int64.min, "-9,223,372,036,854,775,808"),
    ])
  func count(_ example: (number: Int64, text: String)) {
    #expect(Wording.count(example.number) == example.text)
  }

  @Test(
    "writes sizes for people",
    arguments: [
      (0, "0 bytes"), (1, "1 byte"), (999, "999 bytes"), (1000, "1.0 kB"), (1999, "1.9 kB"), (999_999, "999.9 kB"),
      (205_732_113, "205.7 MB"), (1_000_000_000, "1.0 GB"), (1_234_500_000_000, "1,234.5 GB"),
    ])
  func size(_ example: (bytes: Int64, text: String)) {
    #expect(Wording.size(example.bytes) == example.text)
  }

  @Test(
    "writes money", arguments: [(nil, "unknown"), (0, "$0"), (2_787_965_087, "$2,787,965,087"), (-1500, "-$1,500")])
  func money(_ example: (dollars: Int64?, text: String)) {
    #expect(Wording.money(example.dollars) == example.text)
  }

  @Test(
    "writes durations",
    arguments: [(0, "0 seconds"), (1, "1 second"), (60, "1 minute"), (90, "90 seconds"), (900, "15 minutes")])
  func duration(_ example: (seconds: Int, text: String)) {
    #expect(Wording.duration(seconds: example.seconds) == example.text)
  }

  @Test(
    "puts foreign text where Markdown means nothing",
    arguments: [
      ("*bold* <b>", "`*bold* <b>`"), ("", "`  `"), ("a`b", "``a`b``"), ("`a``", "``` `a`` ```"), (" a ", "`  a  `"),
      ("two\nlines", "`two lines`"),
    ])
  func code(_ example: (text: String, code: String)) {
    #expect(Wording.code(example.text) == example.code)
  }
}

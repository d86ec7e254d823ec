import Testing

@testable import InputValidator

@Suite("Numbers for people")
struct NumbersTests {
  @Test(
    "are grouped by thousands",
    arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (26_024_289, "26,024,289"), (-1234, "-1,234")])
  func grouped(value: Int, text: String) { #expect(Numbers.grouped(value) == text) }

  @Test(
    "read 0 or 100 per cent only if they are",
    arguments: [
      (0, 10, "0 %"), (10, 10, "100 %"), (1, 1_000_000, "0.01 %"), (999_999, 1_000_000, "99.99 %"), (1, 99, "1.01 %"),
      (1, 3, "33.33 %"), (3, 2, "150 %"), (0, 0, "0 %"),
    ])
  func percent(part: Int, whole: Int, text: String) { #expect(Numbers.percent(part, of: whole) == text) }

  @Test(
    "have a unit",
    arguments: [(Int64(0), "0 B"), (999, "999 B"), (1000, "1.0 kB"), (709_550_327, "709.5 MB"), (1 << 40, "1.0 TB")])
  func size(bytes: Int64, text: String) { #expect(Numbers.size(bytes) == text) }
}

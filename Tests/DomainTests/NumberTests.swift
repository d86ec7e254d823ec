import Domain
import Testing

@Suite("Exact means and decimals")
struct NumberTests {
  @Test(
    "a mean has six decimals, rounded half to even",
    arguments: [
      (7, 2, 1, "3.500000", "exact"), (1, 3, 1, "0.333333", "down"), (2, 3, 1, "0.666667", "up"),
      (1, 2_000_000, 1, "0.000000", "half of the last place, to even 0"),
      (3, 2_000_000, 1, "0.000002", "one and a half, to even 2"),
      (5, 2_000_000, 1, "0.000002", "two and a half, to even 2"),
      (-1, 2_000_000, 1, "0.000000", "negative half, to even 0, without a sign"),
      (-3, 2_000_000, 1, "-0.000002", "negative one and a half, to even"),
      (-5, 2_000_000, 1, "-0.000002", "negative two and a half, to even"),
      (-1, 3, 1, "-0.333333", "negative, towards zero"),
      (-2, 3, 1, "-0.666667", "negative, away from zero"), (15, 2, 2, "3.750000", "half steps"),
      (21_946_943, 1, 1_000_000, "21.946943", "popularity"), (0, 5, 1, "0.000000", "zero is known"),
      (Int64.max, 1, 1_000_000, "9223372036854.775807", "the largest sum of millionths"),
      (Int64.min, 1, 1_000_000, "-9223372036854.775808", "the smallest"),
      (Int64.max, Int64.max, 2, "0.500000", "the largest count"),
    ] as [(Int64, Int64, Int64, String, String)])
  func means(_ sum: Int64, _ count: Int64, _ unitsPerOne: Int64, _ text: String, _ why: String) {
    #expect(Mean(sum: sum, count: count, unitsPerOne: unitsPerOne)?.description == text)
  }

  @Test("the mean of nothing is unknown")
  func meanOfNothing() {
    #expect(Mean(sum: 0, count: 0, unitsPerOne: 1) == nil)
    #expect(Mean(sum: 5, count: -1, unitsPerOne: 1) == nil)
  }

  @Test("means are ranked by their exact value, not by what is shown")
  func order() throws {
    let third = try #require(Mean(sum: 1, count: 3, unitsPerOne: 1))
    let shown = try #require(Mean(sum: 333_333, count: 1_000_000, unitsPerOne: 1))
    #expect(third.description == shown.description)
    #expect(shown < third)
    #expect(third != shown)
    #expect(try #require(Mean(sum: 2, count: 6, unitsPerOne: 1)) == third)
    let large = try #require(Mean(sum: .max, count: .max - 1, unitsPerOne: 1))
    #expect(try #require(Mean(sum: .max - 1, count: .max, unitsPerOne: 1)) < large)
    #expect(try #require(Mean(sum: .min, count: 1, unitsPerOne: 1)) < large)
  }

  @Test(
    "millionths are written as short as they are exact",
    arguments: [
      (0, "0"), (7_000_000, "7"), (21_946_943, "21.946943"), (82, "0.000082"), (500_000, "0.5"), (-1, "-0.000001"),
      (-1_500_000, "-1.5"), (Int64.max, "9223372036854.775807"), (Int64.min, "-9223372036854.775808"),
    ] as [(Int64, String)])
  func micros(_ millionths: Int64, _ text: String) {
    #expect(Micros(millionths: millionths).description == text)
  }

  @Test("millionths are ordered as numbers")
  func microsOrder() {
    #expect(Micros(millionths: -2) < Micros(millionths: 1))
  }
}

import Domain
import Testing

@Suite("A rhythm says when a delivery is overdue")
struct DeliveryRhythmTests {
  private static func moment(_ text: String) -> Timestamp {
    Timestamp(text.count == 10 ? "\(text)T12:00:00.000Z" : "\(text).000Z")!
  }

  private static func day(_ text: String) -> CalendarDate { CalendarDate(text.utf8)! }

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var day = 5
    var graceDays = 0
    var since = "2026-01-20"
    var deliveries: [String] = []
    let now: String
    /// The first and the last day missed, and how many; `nil` if all is well.
    var overdue: (since: String, newest: String, missed: Int)?
    let next: String
  }

  static let cases = [
    Case(testDescription: "nothing was due yet", now: "2026-02-05T23:59:59", next: "2026-02-05"),
    Case(
      testDescription: "the day is over, and nothing came", now: "2026-02-06T00:00:00",
      overdue: ("2026-02-05", "2026-02-05", 1), next: "2026-03-05"),
    Case(testDescription: "the grace is not over", graceDays: 2, now: "2026-02-07T23:59:59", next: "2026-02-05"),
    Case(
      testDescription: "the grace is over", graceDays: 2, now: "2026-02-08T00:00:00",
      overdue: ("2026-02-05", "2026-02-05", 1), next: "2026-03-05"),
    Case(
      testDescription: "it came early, and the next one is expected", deliveries: ["2026-02-01"], now: "2026-02-02",
      next: "2026-03-05"),
    Case(
      testDescription: "it came on the last second", deliveries: ["2026-02-05T23:59:59"], now: "2026-02-20",
      next: "2026-03-05"),
    Case(
      testDescription: "it came before the rhythm was set, in the same period", deliveries: ["2026-01-10"],
      now: "2026-02-10", next: "2026-03-05"),
    Case(
      testDescription: "what came in the period before does not count", deliveries: ["2026-01-05"], now: "2026-02-06",
      overdue: ("2026-02-05", "2026-02-05", 1), next: "2026-03-05"),
    Case(
      testDescription: "a late one ends the overdue", deliveries: ["2026-02-07"], now: "2026-02-07T13:00:00",
      next: "2026-03-05"),
    Case(
      testDescription: "a late one does not hide that the next is missing", deliveries: ["2026-02-07"],
      now: "2026-03-06", overdue: ("2026-03-05", "2026-03-05", 1), next: "2026-04-05"),
    Case(
      testDescription: "a very late one is the next one too, since it is complete", deliveries: ["2026-02-27"],
      now: "2026-03-06", next: "2026-04-05"),
    Case(
      testDescription: "one that comes after its time and one in its time", deliveries: ["2026-02-07", "2026-03-04"],
      now: "2026-03-06", next: "2026-04-05"),
    Case(
      testDescription: "nothing for three months", now: "2026-04-06",
      overdue: ("2026-02-05", "2026-04-05", 3), next: "2026-05-05"),
    Case(
      testDescription: "three months missed, then one came", deliveries: ["2026-04-20"], now: "2026-04-21",
      next: "2026-05-05"),
    Case(
      testDescription: "it came in the grace: that is its time", graceDays: 3, deliveries: ["2026-02-07"],
      now: "2026-03-08T23:59:59", next: "2026-03-05"),
    Case(
      testDescription: "several in one period are one period's",
      deliveries: ["2026-01-25", "2026-01-30", "2026-02-04"],
      now: "2026-03-06", overdue: ("2026-03-05", "2026-03-05", 1), next: "2026-04-05"),
    Case(
      testDescription: "day 31 is the 28th in February", day: 31, deliveries: ["2026-01-30"],
      now: "2026-02-28T23:59:59", next: "2026-02-28"),
    Case(
      testDescription: "and is over on the first of March", day: 31, deliveries: ["2026-01-30"],
      now: "2026-03-01T00:00:00", overdue: ("2026-02-28", "2026-02-28", 1), next: "2026-03-31"),
    Case(
      testDescription: "in a leap year it is the 29th", day: 31, since: "2028-01-20", deliveries: ["2028-01-30"],
      now: "2028-02-29T23:59:59", next: "2028-02-29"),
    Case(
      testDescription: "which is over a day later", day: 31, since: "2028-01-20", deliveries: ["2028-01-30"],
      now: "2028-03-01T00:00:00", overdue: ("2028-02-29", "2028-02-29", 1), next: "2028-03-31"),
    Case(
      testDescription: "2100 is no leap year", day: 30, since: "2100-02-01", now: "2100-03-01T00:00:00",
      overdue: ("2100-02-28", "2100-02-28", 1), next: "2100-03-30"),
    Case(
      testDescription: "after a short month it is the 31st again", day: 31,
      deliveries: ["2026-01-30", "2026-02-20", "2026-03-30", "2026-04-30"], now: "2026-05-31T23:59:59",
      next: "2026-05-31"),
    Case(
      testDescription: "over the end of a year", day: 31, since: "2026-12-02", now: "2027-01-01T00:00:00",
      overdue: ("2026-12-31", "2026-12-31", 1), next: "2027-01-31"),
    Case(
      testDescription: "the end of the month, always delivered in its middle", day: 31,
      deliveries: ["2026-01-21", "2026-02-10", "2026-03-10"], now: "2026-03-31", next: "2026-04-30"),
    Case(
      testDescription: "the first of the month, always delivered the day before", day: 1,
      deliveries: ["2026-01-31", "2026-02-28"], now: "2026-03-31T23:59:59", next: "2026-04-01"),
    Case(
      testDescription: "set after its day: that one is over", since: "2026-02-06", now: "2026-03-05", next: "2026-03-05"
    ),
    Case(
      testDescription: "set on its day: that one counts", since: "2026-02-05", now: "2026-02-05", next: "2026-02-05"),
    Case(
      testDescription: "a delivery of the future is none yet", deliveries: ["2026-02-04"], now: "2026-02-03",
      next: "2026-02-05"),
  ]

  @Test("as the calendar goes", arguments: cases)
  func calendar(_ example: Case) {
    let rhythm = DeliveryRhythm(
      day: example.day, graceSeconds: example.graceDays * 86_400, since: Self.moment(example.since))
    let standing = rhythm.standing(
      deliveries: example.deliveries.map(Self.moment), at: Self.moment(example.now))
    #expect(standing.overdue?.since == example.overdue.map { Self.day($0.since) })
    #expect(standing.overdue?.newest == example.overdue.map { Self.day($0.newest) })
    #expect(standing.overdue?.missed == example.overdue.map(\.missed))
    #expect(standing.nextDue == Self.day(example.next))
    #expect(standing.nextDeadline == Self.day(example.next).end.adding(.seconds(example.graceDays * 86_400)))
  }

  @Test("without a delivery an answer holds until its deadline, and changes then", arguments: [1, 5, 28, 29, 30, 31])
  func deadlines(day: Int) {
    // Given four years, one of them a leap year, without a delivery
    let rhythm = DeliveryRhythm(day: day, graceSeconds: 3600, since: Self.moment("2026-12-31"))
    var now = Self.moment("2026-12-31")
    for month in 0..<48 {
      // When the deadline comes
      let before = rhythm.standing(deliveries: [], at: now)
      #expect(before.overdue?.missed ?? 0 == month)
      let last = Timestamp(millisecondsSinceEpoch: before.nextDeadline.millisecondsSinceEpoch - 1)
      #expect(rhythm.standing(deliveries: [], at: last) == before)
      // Then one more is missing, of another period.
      now = before.nextDeadline
      let after = rhythm.standing(deliveries: [], at: now)
      #expect(after.overdue?.newest == before.nextDue)
      #expect(after.nextDue > before.nextDue)
    }
  }
}

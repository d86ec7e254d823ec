import Domain
import Fixtures
import Testing

@testable import Notifications

@Suite("Messages")
struct MessagesTests {
  static let record: DeliveryRecord = {
    var record = DeliveryRecord(delivery: digest("a"), takenAt: moment(0), bytes: 205_732_113)
    record.attempts = 3
    return record
  }()

  static let facts = """
    - Taken: 2026-11-22 13:45:09 UTC
    - Size: 205.7 MB (205,732,113 bytes)
    - SHA-256: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`
    """

  static let published: DeliveryRecord = {
    var record = Self.record
    record.state = .published
    record.edition = 7
    return record
  }()

  static let rejected: DeliveryRecord = {
    var record = Self.record
    record.state = .rejected
    return record
  }()

  static func day(_ text: String) -> CalendarDate { CalendarDate(text.utf8)! }

  static let whatToDo = """
    ## For the provider

    1. Export the data, make a `data.zip` of all files, and upload it to `in/acme/data.zip`.
    2. If you have uploaded it, check that it is named `data.zip` and lies in the right place. We have seen none.

    ## For the operators

    1. Ask the provider when it will come. Any delivery that is not rejected ends this.
    2. If it is expected at another time now: `boxoffice provider set acme rhythm.day=N`, or `boxoffice provider unset \
    acme rhythm`.

    """

  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let message: Notifications.Notification
    let key: String
    let kind: Notifications.Notification.Kind
    let subject: String
    let body: String
  }

  static let cases = [
    Case(
      testDescription: "settling",
      message: Messages.settling(
        acme, bytes: 1500, lastChange: moment(0), until: moment(900), settleSeconds: 900, at: moment(1)),
      key: "20261122T134500000Z-settling", kind: .settling,
      subject: "data.zip is seen and will be taken at 2026-11-22 14:00:09 UTC",
      body: """
        We see your `data.zip` (1.5 kB, last changed 2026-11-22 13:45:09 UTC).

        Until 2026-11-22 14:00:09 UTC you may replace it or take it away; every change starts the waiting time of \
        15 minutes again. Then it is taken and checked. There is nothing you need to do.

        """),
    Case(
      testDescription: "overdue, once",
      message: Messages.overdue(
        .init(since: day("2026-11-05"), newest: day("2026-11-05"), missed: 1), last: published,
        place: "in/acme/data.zip",
        of: acme, at: moment(1)),
      key: "20261106T000000000Z-overdue", kind: .overdue,
      subject: "No data.zip since 2026-11-05: a delivery is overdue",
      body: """
        The `data.zip` that was expected by the end of 2026-11-05 (UTC) has not come. The last one, aaaaaaaaaaaa, was \
        taken on 2026-11-22 13:45:09 UTC, and was not rejected. What was published before stays online, unchanged.

        \(whatToDo)
        """),
    Case(
      testDescription: "overdue, three times; the last one was rejected",
      message: Messages.overdue(
        .init(since: day("2026-09-30"), newest: day("2026-11-30"), missed: 3), last: rejected,
        place: "in/acme/data.zip",
        of: acme, at: moment(1)),
      key: "20261201T000000000Z-overdue", kind: .overdue,
      subject: "No data.zip since 2026-09-30: a delivery is overdue",
      body: """
        3 expected deliveries have not come: the first was due by the end of 2026-09-30, the last by the end of \
        2026-11-30 (UTC). The last one, aaaaaaaaaaaa, was taken on 2026-11-22 13:45:09 UTC, and was rejected; the \
        message about it says what to mend. What was published before stays online, unchanged.

        \(whatToDo)
        """),
    Case(
      testDescription: "overdue, and none ever came",
      message: Messages.overdue(
        .init(since: day("2026-11-05"), newest: day("2026-11-05"), missed: 1), last: nil, place: "in/acme/data.zip",
        of: acme, at: moment(1)),
      key: "20261106T000000000Z-overdue", kind: .overdue,
      subject: "No data.zip since 2026-11-05: a delivery is overdue",
      body: """
        The `data.zip` that was expected by the end of 2026-11-05 (UTC) has not come. None has ever come. What was \
        published before stays online, unchanged.

        \(whatToDo)
        """),
    Case(
      testDescription: "received", message: Messages.received(record, of: acme, at: moment(1)),
      key: "20261122T134509120Z-received-aaaaaaaaaaaa", kind: .received,
      subject: "Delivery aaaaaaaaaaaa is received (205.7 MB)",
      body: """
        We have taken your `data.zip` and keep a copy of it.

        \(facts)

        It is being checked now, row by row. A second message will say that the data is published, or what has to be \
        mended first. You may upload the next `data.zip` whenever you like.

        """),
    Case(
      testDescription: "the same as what is published",
      message: Messages.same(as: published, takenAgainAt: moment(60), of: acme, at: moment(61)),
      key: "20261122T134609120Z-same-aaaaaaaaaaaa", kind: .received,
      subject: "Same as delivery aaaaaaaaaaaa: nothing new is made",
      body: """
        The `data.zip` that you uploaded is the same, byte for byte, as the delivery of 2026-11-22 13:45:09 UTC, \
        which is published as edition 7. Nothing new is made, and nothing is lost.

        - SHA-256: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`

        If you meant to send newer data, check that the export is a new one, and upload that.

        """),
    Case(
      testDescription: "the same as what is being worked on",
      message: Messages.same(as: record, takenAgainAt: moment(60), of: acme, at: moment(61)),
      key: "20261122T134609120Z-same-aaaaaaaaaaaa", kind: .received,
      subject: "Same as delivery aaaaaaaaaaaa: nothing new is made",
      body: """
        The `data.zip` that you uploaded is the same, byte for byte, as the delivery of 2026-11-22 13:45:09 UTC, \
        which is being worked on. Nothing new is made, and nothing is lost.

        - SHA-256: `aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa`

        If you meant to send newer data, check that the export is a new one, and upload that.

        """),
    Case(
      testDescription: "superseded", message: Messages.superseded(record, by: 8, of: acme, at: moment(1)),
      key: "20261122T134509120Z-superseded-aaaaaaaaaaaa", kind: .received,
      subject: "Delivery aaaaaaaaaaaa is kept but not published: a newer one is online",
      body: """
        A delivery that you sent later is published as edition 8, so this one is kept but does not go online.

        \(facts)

        There is nothing you need to do. If this older data is what you want online, ask the operators.

        """),
    Case(
      testDescription: "failed",
      message: Messages.failed(
        record, reason: "the disk is full\n[store-failed]", keptAt: "var/store/data.zip", of: acme, at: moment(1)),
      key: "20261122T134509120Z-failed-aaaaaaaaaaaa", kind: .failed,
      subject: "Delivery aaaaaaaaaaaa could not be finished, through our fault; it is safe",
      body: """
        Something failed on our side. Your data is not the cause, it is kept, and you need not send it again. What was \
        published before stays online.

        \(facts)

        ## For the operators

        After 3 attempts the last reason was:

        `the disk is full [store-failed]`

        1. Look for `delivery.id` aaaaaaaaaaaa in the log, and run `boxoffice doctor`.
        2. Mend the cause.
        3. Take the kept delivery up again: `boxoffice ingest var/store/data.zip --provider acme`.

        """),
  ]

  @Test("say what happened and what comes next", arguments: cases)
  func words(_ example: Case) {
    #expect(example.message.key == example.key)
    #expect(example.message.kind == example.kind)
    #expect(example.message.provider == acme)
    #expect(example.message.subject == example.subject)
    #expect(example.message.body == example.body)
  }

  @Test("of settling have one key for all changes in a settle time, at least a minute")
  func settlingKeys() {
    func key(_ second: Int64, _ settleSeconds: Int) -> String {
      Messages.settling(
        acme, bytes: 1, lastChange: moment(second), until: moment(second), settleSeconds: settleSeconds, at: moment(0)
      ).key
    }
    // From 13:45:09 on: the quarter of an hour ends at 14:00, the minute at 13:46.
    #expect(Set((0..<890).map { key($0, 900) }).count == 1)
    #expect(key(0, 900) != key(891, 900))
    #expect(Set((0..<50).map { key($0, 1) }).count == 1)
    #expect(Set((0..<3600).map { key($0, 0) }).count == 61)
  }
}

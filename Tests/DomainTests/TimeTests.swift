import Domain
import Testing

@Suite("Days and moments")
struct TimeTests {
  @Test(
    "a timestamp is written and read in UTC",
    arguments: [
      (0, "1970-01-01T00:00:00.000Z", "Thu, 01 Jan 1970 00:00:00 GMT"),
      (-1, "1969-12-31T23:59:59.999Z", "Wed, 31 Dec 1969 23:59:59 GMT"),
      (951_827_696_120, "2000-02-29T12:34:56.120Z", "Tue, 29 Feb 2000 12:34:56 GMT"),
      (1_795_355_109_120, "2026-11-22T13:45:09.120Z", "Sun, 22 Nov 2026 13:45:09 GMT"),
      (4_102_444_799_999, "2099-12-31T23:59:59.999Z", "Thu, 31 Dec 2099 23:59:59 GMT"),
      (-62_135_596_800_000, "0001-01-01T00:00:00.000Z", "Mon, 01 Jan 0001 00:00:00 GMT"),
    ] as [(Int64, String, String)])
  func timestamps(_ milliseconds: Int64, _ text: String, _ http: String) {
    let timestamp = Timestamp(millisecondsSinceEpoch: milliseconds)
    #expect(timestamp.description == text)
    #expect(timestamp.httpDate == http)
    #expect(Timestamp(text) == timestamp)
  }

  @Test(
    "what is no timestamp is not read",
    arguments: [
      "", "2026-11-22", "2026-11-22T13:45:09Z", "2026-11-22 13:45:09.120Z", "2026-11-22T13:45:09.120+",
      "2026-11-22T24:00:00.000Z", "2026-11-22T23:60:00.000Z", "2026-11-22T23:00:60.000Z", "2026-02-30T00:00:00.000Z",
      "2026-11-22T13:45:09.12xZ", "+026-11-22T13:45:09.120Z",
    ])
  func notTimestamps(_ text: String) {
    #expect(Timestamp(text) == nil)
  }

  @Test("whole seconds are rounded towards the past")
  func seconds() {
    #expect(Timestamp(millisecondsSinceEpoch: 1_999).secondsSinceEpoch == 1)
    #expect(Timestamp(millisecondsSinceEpoch: -1).secondsSinceEpoch == -1)
    #expect(Timestamp(millisecondsSinceEpoch: -1_000).secondsSinceEpoch == -1)
    #expect(Timestamp(secondsSinceEpoch: -2) < Timestamp(millisecondsSinceEpoch: -1_999))
  }

  @Test("a timestamp is a JSON string, and another string is refused with words")
  func json() throws {
    let data = try JSONDocument.encode([Timestamp(secondsSinceEpoch: 1)])
    #expect(String(decoding: data, as: UTF8.self).contains("\"1970-01-01T00:00:01.000Z\""))
    #expect(try JSONDocument.decode([Timestamp].self, from: data, what: "it") == [Timestamp(secondsSinceEpoch: 1)])
    let error = #expect(throws: BoxOfficeError.self) {
      try JSONDocument.decode([Timestamp].self, from: JSONDocument.encode(["yesterday"]), what: "the record")
    }
    #expect(error?.code == "document-unreadable")
    #expect(error?.message.hasPrefix("the record cannot be read") == true)
  }

  @Test("every day of 2,000 years is written, read and counted, one after the other")
  func allDays() {
    // given a calendar kept by hand
    var (year, month, day) = (1, 1, 1)
    var wrong = 0
    for days in -719_162..<11_323 {
      let date = CalendarDate(daysSinceEpoch: days)
      if (date.year, date.month, date.day) != (year, month, day) || date.daysSinceEpoch != days { wrong += 1 }
      if days % 50 == 0, CalendarDate(date.description.utf8) != date { wrong += 1 }
      // when a day passes
      let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      day += 1
      if day > lengths[month - 1] { (month, day) = (month + 1, 1) }
      if month > 12 { (year, month) = (year + 1, 1) }
    }
    // then the last one was the first of 2001
    #expect((year, month, day) == (2001, 1, 1))
    #expect(wrong == 0)
  }

  @Test(
    "days that never were and other forms are no dates",
    arguments: [
      "", "1", "12", "22", "10/30/1995", "1995-10-3", "1995-10-030", "1995-13-01", "1995-00-01", "1995-01-00",
      "1995-04-31", "2015-02-29", "1900-02-29", "0000-01-01", "1995/10/30", "19951030", "1995-1a-01", " 995-10-30",
      "1995-10-30T", "１９９５-10-30",
    ])
  func notDates(_ text: String) {
    #expect(CalendarDate(text.utf8) == nil)
  }

  @Test(
    "leap days that were, and the ends of the calendar",
    arguments: ["2000-02-29", "2016-02-29", "0001-01-01", "9999-12-31"])
  func dates(_ text: String) {
    #expect(CalendarDate(text.utf8)?.description == text)
  }

  @Test("dates are ordered by time")
  func order() {
    let dates = ["1999-12-31", "2000-01-01", "2000-01-02", "2000-02-01"].compactMap { CalendarDate($0.utf8) }
    #expect(dates.reversed().sorted() == dates)
  }
}

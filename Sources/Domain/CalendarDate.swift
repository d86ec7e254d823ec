/// A day of the proleptic Gregorian calendar, years 1 to 9999, as `release_date` has it.
package struct CalendarDate: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let year: Int
  package let month: Int
  package let day: Int

  /// From `YYYY-MM-DD`; `nil` for any other form and for days that never were (2015-02-29).
  package init?(_ text: some Collection<UInt8>) {
    let bytes = Array(text.prefix(11))
    guard let date = bytes.withUnsafeBytes({ CalendarDate($0) }) else { return nil }
    self = date
  }

  /// The same for bytes in memory: not generic and without a copy, since a delivery has a date per film.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count == 10, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      let year = decimal(bytes, 0..<4), let month = decimal(bytes, 5..<7), let day = decimal(bytes, 8..<10),
      year >= 1, (1...12).contains(month), day >= 1, day <= Self.days(inMonth: month, of: year)
    else { return nil }
    self.init(year: year, month: month, day: day)
  }

  private init(year: Int, month: Int, day: Int) {
    self.year = year
    self.month = month
    self.day = day
  }

  /// The day of a month, or the last one of a month that is shorter.
  package init(day: Int, ofMonth month: Int, in year: Int) {
    self.init(year: year, month: month, day: min(day, Self.days(inMonth: month, of: year)))
  }

  /// The day of a moment, in UTC.
  package init(_ moment: Timestamp) {
    self.init(daysSinceEpoch: Int(floorDivide(moment.secondsSinceEpoch, 86_400).quotient))
  }

  /// The moment at which the day is over, in UTC: midnight, the first moment of the next one.
  package var end: Timestamp { Timestamp(secondsSinceEpoch: Int64(daysSinceEpoch + 1) * 86_400) }

  /// Howard Hinnant's `civil_from_days`, which counts years from 1 March so that the leap day comes last.
  package init(daysSinceEpoch: Int) {
    let shifted = daysSinceEpoch + 719_468  // days from 0000-03-01 to 1970-01-01
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097  // an era is 400 years
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    self.init(
      year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month,
      day: dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }

  /// The inverse of `init(daysSinceEpoch:)`.
  package var daysSinceEpoch: Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }

  /// Written digit by digit: an edition has one for each film.
  package var description: String {
    String(unsafeUninitializedCapacity: 10) { bytes in
      func write(_ value: Int, _ places: Range<Int>) {
        var rest = value
        for place in places.reversed() {
          bytes[place] = 0x30 + UInt8(rest % 10)
          rest /= 10
        }
      }
      write(year, 0..<4)
      bytes[4] = UInt8(ascii: "-")
      write(month, 5..<7)
      bytes[7] = UInt8(ascii: "-")
      write(day, 8..<10)
      return 10
    }
  }

  package static func < (left: CalendarDate, right: CalendarDate) -> Bool {
    (left.year, left.month, left.day) < (right.year, right.month, right.day)
  }

  private static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}

extension CalendarDate: CodedAsText {
  package static var form: String { "a day: YYYY-MM-DD" }

  package init?(text: String) { self.init(text.utf8) }
}

/// The value of the ASCII digits at `places`, or `nil` when a byte is no digit.
private func decimal(_ bytes: UnsafeRawBufferPointer, _ places: Range<Int>) -> Int? {
  var value = 0
  for place in places {
    guard (0x30...0x39).contains(bytes[place]) else { return nil }
    value = value * 10 + Int(bytes[place] - 0x30)
  }
  return value
}

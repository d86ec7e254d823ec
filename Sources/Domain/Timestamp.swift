/// A moment in UTC, in whole milliseconds since 1970-01-01T00:00:00Z.
///
/// Formatting is our own arithmetic, so that neither locale nor time zone can change a byte of the output.
package struct Timestamp: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let millisecondsSinceEpoch: Int64

  package init(millisecondsSinceEpoch: Int64) { self.millisecondsSinceEpoch = millisecondsSinceEpoch }

  package init(secondsSinceEpoch: Int64) { self.millisecondsSinceEpoch = secondsSinceEpoch * 1000 }

  package var secondsSinceEpoch: Int64 { floorDivide(millisecondsSinceEpoch, 1000).quotient }

  /// `2026-11-22T13:45:09.120Z`.
  package var description: String {
    let parts = self.parts
    return
      "\(padded(parts.date.year, 4))-\(padded(parts.date.month, 2))-\(padded(parts.date.day, 2))T\(time(parts)).\(padded(parts.millisecond, 3))Z"
  }

  /// `Sun, 22 Nov 2026 13:45:09 GMT`: the date format of HTTP (RFC 9110 section 5.6.7).
  package var httpDate: String {
    let parts = self.parts
    let weekday = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"][parts.weekdayAfterThursday]
    let month = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ][parts.date.month - 1]
    return "\(weekday), \(padded(parts.date.day, 2)) \(month) \(padded(parts.date.year, 4)) \(time(parts)) GMT"
  }

  /// From the form that `description` writes; `nil` for anything else.
  package init?(_ text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 24, bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."), bytes[23] == UInt8(ascii: "Z"),
      let date = CalendarDate(bytes[0..<10]), let hour = decimal(bytes[11..<13]), let minute = decimal(bytes[14..<16]),
      let second = decimal(bytes[17..<19]), let millisecond = decimal(bytes[20..<23]), hour < 24, minute < 60,
      second < 60
    else { return nil }
    let seconds = Int64(date.daysSinceEpoch) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.init(millisecondsSinceEpoch: seconds * 1000 + Int64(millisecond))
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.millisecondsSinceEpoch < right.millisecondsSinceEpoch
  }

  /// This moment and `duration` later, to the millisecond below.
  package func adding(_ duration: Duration) -> Timestamp {
    let (seconds, attoseconds) = duration.components
    return Timestamp(
      millisecondsSinceEpoch: millisecondsSinceEpoch + seconds * 1000 + attoseconds / 1_000_000_000_000_000)
  }

  /// From this moment to `other`; negative if that was before.
  package func duration(to other: Timestamp) -> Duration {
    .milliseconds(other.millisecondsSinceEpoch - millisecondsSinceEpoch)
  }

  private struct Parts {
    var date: CalendarDate
    var hour, minute, second, millisecond, weekdayAfterThursday: Int
  }

  private var parts: Parts {
    let (days, millisecond) = floorDivide(millisecondsSinceEpoch, 86_400_000)
    let second = Int(millisecond / 1000)
    return Parts(
      date: CalendarDate(daysSinceEpoch: Int(days)), hour: second / 3600, minute: second / 60 % 60,
      second: second % 60, millisecond: Int(millisecond % 1000),
      weekdayAfterThursday: Int(floorDivide(days, 7).remainder))  // 1970-01-01 was a Thursday
  }

  private func time(_ parts: Parts) -> String {
    "\(padded(parts.hour, 2)):\(padded(parts.minute, 2)):\(padded(parts.second, 2))"
  }
}

extension Timestamp: CodedAsText {
  package static var form: String { "a time such as 2026-11-22T13:45:09.120Z" }

  package init?(text: String) { self.init(text) }
}

func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
  let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
  return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
}

/// `value` with leading zeros, at least `width` digits.
func padded(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

/// The value of ASCII digits, or `nil` when a byte is no digit.
func decimal(_ digits: ArraySlice<UInt8>) -> Int? {
  var value = 0
  for digit in digits {
    guard (0x30...0x39).contains(digit) else { return nil }
    value = value * 10 + Int(digit - 0x30)
  }
  return value
}

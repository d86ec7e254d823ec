import CSVReading
import Domain

/// Rows of a model CSV in the making: UTF-8, LF, quoted only where needed. NULL is an empty cell, an empty text is `""`.
struct ModelLines {
  private(set) var bytes: [UInt8] = []
  private var isAtRowStart = true

  mutating func add(_ number: Int64?) {
    separate()
    guard let number else { return }
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    append(number.magnitude)
  }

  mutating func add(_ number: Int?) { add(number.map(Int64.init)) }

  mutating func add(_ number: UInt64) {
    separate()
    append(number)
  }

  mutating func add(_ text: String?) {
    separate()
    guard let text else { return }
    if text.isEmpty {
      bytes.append(contentsOf: [UInt8(ascii: "\""), UInt8(ascii: "\"")])
    } else {
      CSVQuoting.append(text, to: &bytes)
    }
  }

  mutating func add(_ number: Micros?) { add(number?.description) }

  mutating func add(_ date: CalendarDate?) { add(date?.description) }

  mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isAtRowStart = true
  }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  private mutating func separate() {
    if !isAtRowStart { bytes.append(UInt8(ascii: ",")) }
    isAtRowStart = false
  }

  /// Decimal digits without a String: most of the vote table's thirteen numbers a row have one.
  private mutating func append(_ number: UInt64) {
    if number < 10 {
      bytes.append(0x30 + UInt8(truncatingIfNeeded: number))
      return
    }
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var rest = number
      var first = 20
      repeat {
        first -= 1
        digits[first] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      } while rest > 0
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[first...]))
    }
  }
}

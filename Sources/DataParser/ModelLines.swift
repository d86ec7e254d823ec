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

  /// A whole row of numbers, for the table that has a hundred times the rows of the others.
  mutating func add(row numbers: [UInt64]) {
    let longest = 20 + 1  // the digits of a number, and what stands behind it
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: numbers.count * longest) { text in
      var end = 0
      for number in numbers {
        if number < 10 {
          text[end] = 0x30 + UInt8(truncatingIfNeeded: number)
          end += 1
        } else {
          end = Self.write(number, to: text, at: end)
        }
        text[end] = UInt8(ascii: ",")
        end += 1
      }
      text[end - 1] = UInt8(ascii: "\n")
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: text[..<end]))
    }
  }

  mutating func endRow() {
    bytes.append(UInt8(ascii: "\n"))
    isAtRowStart = true
  }

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  private mutating func separate() {
    if !isAtRowStart { bytes.append(UInt8(ascii: ",")) }
    isAtRowStart = false
  }

  /// Decimal digits without a String.
  private mutating func append(_ number: UInt64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      let end = Self.write(number, to: digits, at: 0)
      bytes.append(contentsOf: UnsafeMutableBufferPointer(rebasing: digits[..<end]))
    }
  }

  /// Writes decimal digits from `start` on; returns where they end.
  private static func write(_ number: UInt64, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int) -> Int {
    var end = start + 1
    var limit: UInt64 = 10
    while number >= limit {
      end += 1
      // 10^19 is the highest power that fits; no number has more digits than it.
      guard end - start < 20 else { break }
      limit *= 10
    }
    var rest = number
    var at = end
    repeat {
      at -= 1
      text[at] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
    return end
  }
}

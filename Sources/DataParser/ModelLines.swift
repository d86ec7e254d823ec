import CSVReading
import Domain

/// Rows of a model CSV in the making: UTF-8, LF, quoted only where needed. NULL is an empty cell, an empty text is `""`.
///
/// A delivery has millions of cells, most of them small numbers: room is made once a cell, and digits are written where they
/// belong.
struct ModelLines: ~Copyable {
  private var start: UnsafeMutablePointer<UInt8>
  private var capacity = 4096
  private(set) var count = 0
  private var isAtRowStart = true
  /// For texts that have to be quoted.
  private var quoted: [UInt8] = []

  init() { start = .allocate(capacity: capacity) }

  deinit { start.deallocate() }

  /// What has been added since `clear`; valid until something is added.
  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: start, count: count) }

  mutating func add(_ number: Int64?) {
    beginCell(room: 20)
    guard let number else { return }
    if number < 0 { append(UInt8(ascii: "-")) }
    appendDigits(number.magnitude)
  }

  mutating func add(_ number: Int?) { add(number.map(Int64.init)) }

  /// A cell each; none of them is negative.
  mutating func add(_ numbers: UnsafeBufferPointer<Int64>) {
    reserve(21 * numbers.count)
    for number in numbers {
      beginCell(room: 20)
      appendDigits(number.magnitude)
    }
  }

  mutating func add(_ text: String?) {
    beginCell(room: 2)
    guard var text else { return }
    text.withUTF8 { utf8 in
      if utf8.isEmpty {
        append(UInt8(ascii: "\""))
        append(UInt8(ascii: "\""))
      } else if CSVQuoting.isPlain(UnsafeRawBufferPointer(utf8)) {
        append(UnsafeRawBufferPointer(utf8))
      } else {
        quoted.removeAll(keepingCapacity: true)
        CSVQuoting.append(UnsafeRawBufferPointer(utf8), to: &quoted)
        quoted.withUnsafeBytes { append($0) }
      }
    }
  }

  /// As `Micros.description` has it.
  mutating func add(_ number: Micros?) {
    beginCell(room: 21)
    guard let number else { return }
    if number.millionths < 0 { append(UInt8(ascii: "-")) }
    appendDigits(number.millionths.magnitude / 1_000_000)
    var fraction = number.millionths.magnitude % 1_000_000
    guard fraction > 0 else { return }
    append(UInt8(ascii: "."))
    var places = 6
    while fraction % 10 == 0 {
      fraction /= 10
      places -= 1
    }
    appendDigits(fraction, places: places)
  }

  mutating func add(_ date: CalendarDate?) {
    beginCell(room: 10)
    guard let date else { return }
    appendDigits(UInt64(date.year), places: 4)
    append(UInt8(ascii: "-"))
    appendDigits(UInt64(date.month), places: 2)
    append(UInt8(ascii: "-"))
    appendDigits(UInt64(date.day), places: 2)
  }

  mutating func endRow() {
    reserve(1)
    append(UInt8(ascii: "\n"))
    isAtRowStart = true
  }

  mutating func clear() { count = 0 }
}

/// Bytes into memory. The callers have made room; `reserve` is the only place that gets some.
extension ModelLines {
  /// Makes room for a cell of `room` bytes and what parts it from the one before.
  @inline(__always)
  private mutating func beginCell(room: Int) {
    reserve(room + 1)
    if !isAtRowStart { append(UInt8(ascii: ",")) }
    isAtRowStart = false
  }

  @inline(__always)
  private mutating func reserve(_ room: Int) {
    if capacity &- count < room { grow(room) }
  }

  @inline(never)
  private mutating func grow(_ room: Int) {
    capacity = max(capacity * 2, count + room)
    let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
    larger.update(from: start, count: count)
    start.deallocate()
    start = larger
  }

  @inline(__always)
  private mutating func append(_ byte: UInt8) {
    assert(count < capacity, "no room was made")
    start[count] = byte
    count &+= 1
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    UnsafeMutableRawBufferPointer(start: start + count, count: bytes.count).copyMemory(from: bytes)
    count += bytes.count
  }

  @inline(__always)
  private mutating func appendDigits(_ number: UInt64) {
    if number < 10 {
      append(0x30 &+ UInt8(truncatingIfNeeded: number))
    } else {
      appendDigits(number, places: Self.digitCount(number))
    }
  }

  /// With zeros in front where there are fewer digits.
  private mutating func appendDigits(_ number: UInt64, places: Int) {
    assert(capacity - count >= places, "no room was made")
    var rest = number
    for place in stride(from: count &+ places &- 1, through: count, by: -1) {
      let (tenth, digit) = rest.quotientAndRemainder(dividingBy: 10)
      start[place] = 0x30 &+ UInt8(truncatingIfNeeded: digit)
      rest = tenth
    }
    count &+= places
  }

  private static func digitCount(_ number: UInt64) -> Int {
    var count = 1
    var limit: UInt64 = 10
    while number >= limit {
      count += 1
      if count == 20 { break }  // 10^20 does not fit
      limit *= 10
    }
    return count
  }
}

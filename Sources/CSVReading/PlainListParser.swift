import Foundation

/// Reads the lists that nearly all are: `[{'id': 18, 'name': 'Drama'}, {'name': "Po' Boy", 'id': 7}]`, as Python prints them,
/// without escapes. Of any other it says so, and `ListParser` reads it from the start.
///
/// Some 30 ns an element, a third of what the full parser takes.
struct PlainListParser {
  private let start: UnsafePointer<UInt8>
  private let count: Int
  private var at = 0

  init(_ bytes: UnsafeRawBufferPointer) {
    count = bytes.count
    start = (bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1)!).assumingMemoryBound(to: UInt8.self)
  }

  /// Whether it was such a list; if not, what was appended is to be forgotten.
  mutating func parse(into elements: inout [NamedIDList.Element]) -> Bool {
    guard take("[") else { return false }
    if take("]") { return at == count }
    repeat {
      guard let element = parseElement() else { return false }
      elements.append(element)
    } while take(", ")
    return take("]") && at == count
  }

  private mutating func parseElement() -> NamedIDList.Element? {
    let id: Int64
    let name: Range<Int>
    if take("{'id': ") {
      id = parseID()
      guard id > 0, take(", 'name': "), let range = parseName() else { return nil }
      name = range
    } else if take("{'name': ") {
      guard let range = parseName(), take(", 'id': ") else { return nil }
      name = range
      id = parseID()
    } else {
      return nil
    }
    guard id > 0, take("}") else { return nil }
    return NamedIDList.Element(id: id, name: name, isDecoded: false)
  }

  /// At most 18 digits, which fit, the first of them not 0; 0 for anything else.
  private mutating func parseID() -> Int64 {
    let first = at
    var value: Int64 = 0
    while at < count, at &- first < 18, case let digit = start[at] &- 0x30, digit < 10 {
      guard digit > 0 || at > first else { return 0 }
      value = value &* 10 &+ Int64(digit)
      at &+= 1
    }
    return value  // a nineteenth digit is not what must follow
  }

  /// What is between two quotes of a kind.
  private mutating func parseName() -> Range<Int>? {
    guard at < count, case let quote = start[at], quote == UInt8(ascii: "'") || quote == ByteScan.quote else {
      return nil
    }
    let first = at &+ 1
    let end = ByteScan.firstStringEnd(start, quote: quote, from: first, to: count)
    guard end < count, start[end] == quote else { return nil }
    at = end &+ 1
    let name = UnsafeRawBufferPointer(start: start + first, count: end - first)
    return UTF8Check.firstInvalid(in: name) == nil ? first..<end : nil
  }

  @inline(__always)
  private mutating func take(_ word: StaticString) -> Bool {
    let length = word.utf8CodeUnitCount
    guard count &- at >= length, memcmp(start + at, word.utf8Start, length) == 0 else { return false }
    at &+= length
    return true
  }
}

import CSVReading
import Testing

@Suite("Checking UTF-8")
struct UTF8CheckTests {
  private func check(_ bytes: [UInt8]) -> Int? { bytes.withUnsafeBytes { UTF8Check.firstInvalid(in: $0) } }

  /// The standard library's decoder, scalar by scalar.
  private func slow(_ bytes: [UInt8]) -> Int? {
    var iterator = bytes.makeIterator()
    var decoder = UTF8()
    var at = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): at += UTF8.width(scalar)
      case .emptyInput: return nil
      case .error: return at
      }
    }
  }

  @Test(
    "finds the first sequence that is not well-formed",
    arguments: [
      ("empty", [], nil), ("ASCII", [0x41, 0x00, 0x7F], nil), ("two, three and four bytes", Array("é€😀".utf8), nil),
      ("overlong /", [0x41, 0xC0, 0xAF], 1), ("overlong in three", [0xE0, 0x80, 0xAF], 0),
      ("overlong in four", [0xF0, 0x80, 0x80, 0xAF], 0), ("a surrogate", [0x41, 0xED, 0xA0, 0x80], 1),
      ("beyond U+10FFFF", [0xF4, 0x90, 0x80, 0x80], 0), ("the last code point", [0xF4, 0x8F, 0xBF, 0xBF], nil),
      ("cut short at the end", [0x41, 0xE2, 0x82], 1), ("a lone continuation", [0x80], 0),
      ("Windows-1252", [0x63, 0x61, 0x66, 0xE9], 3), ("UTF-16", [0xFF, 0xFE, 0x41, 0x00], 0),
    ] as [(String, [UInt8], Int?)])
  func table(_ why: String, _ bytes: [UInt8], _ offset: Int?) {
    #expect(check(bytes) == offset)
  }

  @Test("agrees with the standard library on every pair of bytes before a continuation, at every alignment")
  func pairs() {
    for first in UInt8.min...UInt8.max {
      for second in UInt8.min...UInt8.max {
        let bytes = [UInt8](repeating: 0x61, count: Int(second) % 40) + [first, second, 0x80, 0x80, 0x61]
        guard check(bytes) != slow(bytes) else { continue }
        Issue.record("\(bytes)")
      }
    }
  }

  @Test("agrees with the standard library on mutated text")
  func mutations() {
    var random = SeededGenerator(seed: 11)
    let text = Array(String(repeating: "Les Misérables — 東京物語 😀 plain ASCII for a while, ", count: 3).utf8)
    for _ in 0..<5_000 {
      var bytes = text
      for _ in 0..<2 { bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random) }
      bytes.removeLast(Int.random(in: 0..<40, using: &random))
      #expect(check(bytes) == slow(bytes))
    }
  }
}

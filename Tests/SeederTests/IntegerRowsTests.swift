import CSVReading
import Domain
import Fixtures
import Foundation
import Testing

@testable import Seeder

@Suite("The fast reader of whole numbers")
struct IntegerRowsTests {
  struct Row: Equatable {
    var values: [Int64]
    var line: Int
  }

  static let file = ModelFile(.movieGenres, in: "/model")

  /// The rows, or the code of the error; given in blocks of the sizes that `sizes` yields.
  static func fast(_ text: String, blockSize: () -> Int) -> ([Row], String?) {
    let bytes = Array(text.utf8)
    var reader = IntegerRows(file)
    var rows: [Row] = []
    do {
      var rest = bytes[...]
      while !rest.isEmpty {
        let block = Array(rest.prefix(blockSize()))
        rest = rest.dropFirst(block.count)
        try block.withUnsafeBytes { block in
          try reader.take(block) { rows.append(Row(values: Array($0), line: $1)) }
        }
      }
      try reader.finish()
      return (rows, nil)
    } catch {
      return (rows, (error as? BoxOfficeError)?.code)
    }
  }

  /// The same, the slow and obvious way.
  static func slow(_ text: String) -> ([Row], String?) {
    var lines = text.components(separatedBy: "\n")
    guard lines.removeFirst() == "movie_id,genre_id,position", lines.popLast() == "" else {
      return ([], "model-damaged")
    }
    var rows: [Row] = []
    for (index, line) in lines.enumerated() {
      let cells = line.components(separatedBy: ",")
      let values = cells.compactMap { cell in cell.allSatisfy { "0123456789".contains($0) } ? Int64(cell) : nil }
      guard cells.count == 3, values.count == 3 else { return (rows, "model-damaged") }
      rows.append(Row(values: values, line: index + 2))
    }
    return (rows, nil)
  }

  @Test("Every split of a text over two blocks gives the same rows")
  func everySplit() {
    let text = "movie_id,genre_id,position\n1,18,0\n1,35,1\n9223372036854775807,000000000000000000000042,7\n"
    let expected = Self.slow(text)
    #expect(expected.0.count == 3)
    for split in 0...text.utf8.count {
      var sizes = [split, .max]
      let result = Self.fast(text) { sizes.removeFirst() }
      #expect(result.0 == expected.0)
      #expect(result.1 == nil)
      if split == 0 { break }
    }
    for split in 1..<text.utf8.count {
      var sizes = [split, text.utf8.count]
      let result = Self.fast(text) { sizes.removeFirst() }
      #expect(result.0 == expected.0 && result.1 == nil, "split at \(split)")
    }
  }

  @Test("Random and damaged texts are read, or refused, as the slow twin does", arguments: 0..<200)
  func random(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let rows = (0..<Int.random(in: 0...6, using: &random)).map { _ in
      (0..<3).map { _ in
        "\(Int64.random(in: 0...Int64.max, using: &random) >> Int64.random(in: 0...62, using: &random))"
      }
      .joined(separator: ",") + "\n"
    }
    var text = "movie_id,genre_id,position\n" + rows.joined()
    for _ in 0..<Int.random(in: 0...2, using: &random) {
      var characters = Array(text)
      let index = Int.random(in: 0..<characters.count, using: &random)
      characters[index] = Array("0123456789,,\n\n-x\"")[Int.random(in: 0..<17, using: &random)]
      text = String(characters)
    }
    let expected = Self.slow(text)
    let result = Self.fast(text) { Int.random(in: 1...9, using: &random) }
    #expect(result.1 == expected.1, "\(text)")
    if expected.1 == nil { #expect(result.0 == expected.0) }
  }

  static let decimals: [(text: String, value: Int64?)] = [
    ("0", 0), ("7", 7_000_000), ("21.946943", 21_946_943), ("0.000082", 82), ("1.5", 1_500_000), ("-1.5", -1_500_000),
    ("9223372036854.775807", .max), ("-9223372036854.775808", .min), ("9223372036854.775808", nil),
    ("10000000000000", nil), ("1.0000001", nil), ("1.", nil), (".5", nil), ("", nil), ("-", nil), ("1.2.3", nil),
    ("1e3", nil), ("+1", nil), (" 1", nil),
  ]

  @Test("Decimals are read to the millionth, or not at all", arguments: decimals)
  func decimal(_ row: (text: String, value: Int64?)) {
    let value = Array(row.text.utf8).withUnsafeBytes { millionths($0) }
    #expect(value == row.value)
  }
}

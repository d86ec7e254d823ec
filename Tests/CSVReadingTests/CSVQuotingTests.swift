import CSVReading
import Testing

@Suite("Writing CSV cells")
struct CSVQuotingTests {
  @Test(
    "quotes only what must be quoted",
    arguments: [
      ("", ""), ("a", "a"), (" a ", " a "), ("a,b", "\"a,b\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""),
      ("say \"hi\"", "\"say \"\"hi\"\"\""), ("\"", "\"\"\"\""), ("it's é", "it's é"),
    ])
  func cells(_ cell: String, _ written: String) {
    var out: [UInt8] = []
    CSVQuoting.append(cell, to: &out)
    #expect(String(decoding: out, as: UTF8.self) == written)
  }

  @Test("what is written is read again")
  func roundTrip() {
    var random = SeededGenerator(seed: 3)
    let alphabet = Array("ab,\"\n\r é".utf8)
    for _ in 0..<500 {
      let cells = (0..<Int.random(in: 2...5, using: &random)).map { _ in
        (0..<Int.random(in: 0...20, using: &random)).map { _ in alphabet.randomElement(using: &random)! }
      }
      var out: [UInt8] = []
      for (index, cell) in cells.enumerated() {
        if index > 0 { out.append(UInt8(ascii: ",")) }
        cell.withUnsafeBytes { CSVQuoting.append($0, to: &out) }
      }
      out.append(10)
      #expect(read(out).map(\.fields) == [cells])
    }
  }
}

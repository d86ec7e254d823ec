import Domain
import Testing

@testable import CSVReading

@Suite("Reading lists of id and name")
struct NamedIDListTests {
  private func parse(_ text: String) throws -> [NamedID] { try parse(bytes: Array(text.utf8)) }

  private func parse(bytes: [UInt8]) throws -> [NamedID] {
    var list = NamedIDList()
    try Array("[{'id': 99, 'name': 'left\\x20over'}]".utf8).withUnsafeBytes { try list.parse($0) }
    return try bytes.withUnsafeBytes { bytes in
      try list.parse(bytes)
      return names(in: list)
    }
  }

  private func names(in list: borrowing NamedIDList) -> [NamedID] {
    var names: [NamedID] = []
    for element in list.elements {
      names.append(NamedID(id: element.id, name: String(decoding: list.name(of: element), as: UTF8.self)))
    }
    return names
  }

  /// A string literal, and what Python's `ast.literal_eval` (or `json.loads`, where it is JSON) makes of it.
  struct Literal: Sendable, CustomTestStringConvertible {
    let why: String
    let literal: String
    let value: String
    var testDescription: String { why }
    init(_ why: String, _ literal: String, _ value: String) {
      (self.why, self.literal, self.value) = (why, literal, value)
    }
  }

  static let literals = [
    Literal("single quotes", #"'Drama'"#, "Drama"),
    Literal("double quotes, as repr writes names with an apostrophe", #""Po' Boy Productions""#, "Po' Boy Productions"),
    Literal("both kinds of quote, as repr writes them", #"'Po\' "Boy"'"#, "Po' \"Boy\""),
    Literal("empty", "''", ""),
    Literal("a backslash right before the quote", #"'Underground Films\\'"#, "Underground Films\\"),
    Literal("no-break space", #"'\xa0Check'"#, "\u{A0}Check"),
    Literal("tab", #"'Telewizja Polska\t(koprodukcja)'"#, "Telewizja Polska\t(koprodukcja)"),
    Literal("zero-width space", #"'\u200bLGM'"#, "\u{200B}LGM"),
    Literal("beyond U+FFFF in eight digits", #"'\U0001F600'"#, "😀"),
    Literal("beyond U+FFFF as JSON's surrogate pair", #""\ud83d\ude00""#, "😀"),
    Literal("upper-case hexadecimal", #"'\u00E9\xE9'"#, "éé"),
    Literal("all short escapes", #"'\a\b\f\n\r\t\v\"\''"#, "\u{7}\u{8}\u{C}\n\r\t\u{B}\"'"),
    Literal("JSON's escaped slash", #""a\/b""#, "a/b"),
    Literal("octal in one, two and three digits", #"'\7\60\1012'"#, "\u{7}0A2"),
    Literal("octal beyond a byte", #"'\777'"#, "\u{1FF}"),
    Literal("an unknown escape keeps its backslash", #"'a\qb'"#, "a\\qb"),
    Literal("a line that goes on in the next", "'a\\\nb\\\r\nc'", "abc"),
    Literal("prefix u", "u'Drama'", "Drama"),
    Literal("raw non-ASCII", "'Les Misérables 東京'", "Les Misérables 東京"),
    Literal("brackets, commas and colons", "'[a], {b: c}'", "[a], {b: c}"),
    Literal("a raw tab", "'a\tb'", "a\tb"),
  ]

  @Test("reads string literals of Python and JSON", arguments: literals)
  func readsLiteral(_ example: Literal) throws {
    #expect(try parse("[{'id': 1, 'name': \(example.literal)}]") == [NamedID(id: 1, name: example.value)])
  }

  static let lists: [(String, String, [NamedID])] = [
    ("blank", "", []), ("only spaces", " \t\r\n ", []), ("empty", "[]", []), ("empty with spaces", " [ ] ", []),
    ("id first", "[{'id': 18, 'name': 'Drama'}]", [NamedID(id: 18, name: "Drama")]),
    ("name first", "[{'name': 'Pixar', 'id': 3}]", [NamedID(id: 3, name: "Pixar")]),
    (
      "JSON", #"[{"id": 1, "name": "A"}, {"id": 2, "name": "B"}]"#,
      [NamedID(id: 1, name: "A"), NamedID(id: 2, name: "B")]
    ),
    ("no spaces", "[{'id':1,'name':'A'}]", [NamedID(id: 1, name: "A")]),
    ("trailing commas", "[{'id': 1, 'name': 'A',},]", [NamedID(id: 1, name: "A")]),
    ("line breaks between", "[\n {'id': 1,\r\n 'name': 'A'}\n]", [NamedID(id: 1, name: "A")]),
    ("the largest id", "[{'id': 9223372036854775807, 'name': ''}]", [NamedID(id: .max, name: "")]),
    ("a plus sign", "[{'id': +1, 'name': 'A'}]", [NamedID(id: 1, name: "A")]),
    ("of a doubled key the last counts", "[{'id': 'x', 'id': 2, 'name': 3, 'name': 'B'}]", [NamedID(id: 2, name: "B")]),
    ("a key with an escape", #"[{'\x69d': 1, "n\u0061me": 'A'}]"#, [NamedID(id: 1, name: "A")]),
    (
      "other keys are skipped",
      "[{'poster': None, 'a': null, 'id': 1, 'b': [1, (2.5, -3e-7), {'c': True, 4: false}], 'name': 'A', 'd': ()}]",
      [NamedID(id: 1, name: "A")]
    ),
    (
      "numbers of all forms",
      "[{'a': [0, 00, -0, .5, 1., 1e5, 1.5E+3, -9223372036854775808, 1" + String(repeating: "0", count: 400)
        + "], 'id': 1, 'name': 'A'}]", [NamedID(id: 1, name: "A")]
    ),
    ("a name that only contains None", "[{'id': 1, 'name': 'Nonetheless'}]", [NamedID(id: 1, name: "Nonetheless")]),
    (
      "sixteen deep",
      "[{'id': 1, 'name': 'A', 'x': " + String(repeating: "[", count: 14) + String(repeating: "]", count: 14) + "}]",
      [NamedID(id: 1, name: "A")]
    ),
  ]

  @Test("reads lists", arguments: lists)
  func readsList(_ why: String, _ text: String, _ elements: [NamedID]) throws {
    #expect(try parse(text) == elements)
  }

  static let faults: [(String, String, Int, String)] = [
    ("what the broken records have", "False", 0, "expected the '[' of a list, found 'F'"),
    ("an object", "{'id': 1}", 0, "expected the '[' of a list, found '{'"),
    ("not closed", "[{'id': 1, 'name': 'A'}", 23, "expected ',' or ']', found the end"),
    ("object not closed", "[{'id': 1, 'name': 'A'", 22, "expected ',' or '}', found the end"),
    ("string not closed", "[{'id': 1, 'name': 'A}]", 19, "the string is not closed"),
    ("string not closed, with an escape", #"[{'name': 'A\n}]"#, 10, "the string is not closed"),
    ("text behind", "[] x", 3, "expected nothing after the list, found 'x'"),
    ("two lists", "[][]", 2, "expected nothing after the list, found '['"),
    ("a number as element", "[18]", 1, "expected an object with 'id' and 'name', found '1'"),
    ("a list as element", "[[]]", 1, "expected an object with 'id' and 'name', found '['"),
    ("only a comma", "[,]", 1, "expected an object with 'id' and 'name', found ','"),
    ("two commas", "[{'id': 1, 'name': 'A'},,]", 24, "expected an object with 'id' and 'name', found ','"),
    ("no id", "[{'name': 'A'}]", 1, "the object has no 'id'"),
    ("no name", "[{'id': 1}]", 1, "the object has no 'name'"),
    ("nothing", "[{}]", 1, "the object has no 'id'"),
    ("id zero", "[{'id': 0, 'name': 'A'}]", 8, "the 'id' is not positive"),
    ("id negative", "[{'id': -1, 'name': 'A'}]", 8, "the 'id' is not positive"),
    ("id too large", "[{'id': 9223372036854775808, 'name': 'A'}]", 8, "the 'id' does not fit 64 bits"),
    ("id with a point", "[{'id': 1.0, 'name': 'A'}]", 8, "the 'id' is no whole number"),
    ("id as text", "[{'id': '1', 'name': 'A'}]", 8, "the 'id' is no whole number"),
    ("id None", "[{'id': None, 'name': 'A'}]", 8, "the 'id' is no whole number"),
    ("id True", "[{'id': True, 'name': 'A'}]", 8, "the 'id' is no whole number"),
    ("name None", "[{'id': 1, 'name': None}]", 19, "the 'name' is no string"),
    ("name a number", "[{'id': 1, 'name': 2}]", 19, "the 'name' is no string"),
    ("name a list of a string", "[{'id': 1, 'name': ['A']}]", 19, "the 'name' is no string"),
    ("no colon", "[{'id' 1}]", 7, "expected ':' after the key, found '1'"),
    ("a set", "[{'id'}]", 6, "expected ':' after the key, found '}'"),
    ("a list as key", "[{[1]: 2}]", 2, "expected a key, found '['"),
    ("no value", "[{'id': }]", 8, "expected a value, found '}'"),
    ("a word", "[{'id': nan}]", 8, "expected a value, found 'n'"),
    ("a word that starts as one we know", "[{'id': Nonesuch}]", 8, "expected a value, found 'N'"),
    ("bytes", "[{'name': b'A'}]", 10, "expected a value, found 'b'"),
    ("u without a string", "[{'name': u}]", 10, "expected a value, found 'u'"),
    ("hexadecimal", "[{'id': 0x10}]", 9, "expected the end of the number, found 'x'"),
    ("an underscore", "[{'id': 1_000}]", 9, "expected the end of the number, found '_'"),
    ("two points", "[{'id': 1.2.3}]", 11, "expected the end of the number, found '.'"),
    ("a leading zero", "[{'id': 012}]", 8, "a whole number that starts with 0"),
    ("a sign alone", "[{'id': -}]", 8, "a number without digits"),
    ("an empty exponent", "[{'id': 1e}]", 10, "expected the digits of an exponent, found '}'"),
    ("one hexadecimal digit", #"[{'name': '\xa'}]"#, 11, "an escape with fewer than 2 hexadecimal digits"),
    ("three hexadecimal digits", #"[{'name': '\u200'}]"#, 11, "an escape with fewer than 4 hexadecimal digits"),
    ("beyond Unicode", #"[{'name': '\U00110000'}]"#, 11, "an escape beyond U+10FFFF"),
    ("a lone surrogate", #"[{'name': '\ud83d'}]"#, 11, "half of a surrogate pair"),
    ("a lone second surrogate", #"[{'name': '\ude00'}]"#, 11, "half of a surrogate pair"),
    ("two first surrogates", #"[{'name': '\ud83d\ud83d'}]"#, 11, "half of a surrogate pair"),
    ("a character name", #"[{'name': '\N{DASH}'}]"#, 11, "an escape by character name, which is not read"),
    ("a raw line break", "[{'name': 'A\nB'}]", 12, "a line break in a string; write it as \\n"),
    ("a raw CR behind an escape", "[{'name': '\\tA\rB'}]", 14, "a line break in a string; write it as \\n"),
    ("a NUL", "[{'name': 'A\u{0}'}]", 12, "a NUL byte in a string"),
    ("an escape at the end", #"[{'name': 'A\"#, 12, "an escape that is cut short"),
    ("a control character between", "[\u{1}]", 1, "expected an object with 'id' and 'name', found byte 0x01"),
  ]

  @Test("says what is wrong, and at which byte", arguments: faults)
  func findsFault(_ why: String, _ text: String, _ offset: Int, _ message: String) {
    #expect(throws: ListFault(kind: .invalid, offset: offset, message: message)) { try parse(text) }
  }

  @Test("a name that is not UTF-8 is a fault, not a guess")
  func notUTF8() {
    #expect(throws: ListFault(kind: .invalid, offset: 19, message: "the 'name' is not UTF-8")) {
      try parse(bytes: Array("[{'id': 1, 'name': '".utf8) + [0xE9] + Array("'}]".utf8))
    }
  }

  @Test("leaves nothing of a list that is half read")
  func nothingLeft() {
    var list = NamedIDList()
    for text in ["[{'id': 1, 'name': 'A'}, 5]", "[{'id': 1, 'name': 'A', 'x': 0}, 5]"] {
      try? Array("[{'id': 9, 'name': 'old'}]".utf8).withUnsafeBytes { try list.parse($0) }
      #expect(list.elements.count == 1)
      try? Array(text.utf8).withUnsafeBytes { try list.parse($0) }
      #expect(list.elements.isEmpty)
    }
  }

  @Test("nests sixteen deep and no deeper, whatever the brackets", arguments: ["[", "(", "{'a':"])
  func depth(_ bracket: String) {
    let text = "[{'x': " + String(repeating: bracket, count: 200_000)
    let fault = #expect(throws: ListFault.self) { try parse(text) }
    #expect(fault?.kind == .tooDeep)
    #expect(fault?.offset == 7 + 14 * bracket.utf8.count)
  }

  @Test("reads a list of ten megabytes")
  func large() throws {
    let element = "{'id': 7, 'name': 'A company with a name of some length', 'x': [1, 2, {'y': None}]}, "
    let count = 10_000_000 / element.utf8.count
    #expect(try parse("[" + String(repeating: element, count: count) + "]").count == count)
  }

  @Test("a string of ten megabytes of escapes is read in one pass")
  func largeString() throws {
    let name = try parse("[{'id': 1, 'name': '" + String(repeating: #"\xe9"#, count: 2_500_000) + "'}]")[0].name
    #expect(name.utf8.count == 5_000_000)
  }

  @Test("what Python's repr would write of any names is read back")
  func roundTrip() throws {
    var random = SeededGenerator(seed: 5)
    let scalars = Array("ab '\"\\\n\t\u{A0}\u{200B}é東😀[],{}:".unicodeScalars)
    for _ in 0..<500 {
      let elements = (0..<Int.random(in: 0...4, using: &random)).map { _ in
        var name = ""
        for _ in 0..<Int.random(in: 0...12, using: &random) {
          name.unicodeScalars.append(scalars.randomElement(using: &random)!)
        }
        return NamedID(id: Int64.random(in: 1...Int64.max, using: &random), name: name)
      }
      let text = "[" + elements.map { "{'name': \(Self.repr($0.name)), 'id': \($0.id)}" }.joined(separator: ", ") + "]"
      #expect(try parse(text) == elements, "\(text)")
    }
  }

  /// As CPython's `repr` for str: single quotes unless only single ones are inside; what is not printable escaped.
  private static func repr(_ text: String) -> String {
    let quote: Unicode.Scalar = text.contains("'") && !text.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      case "\t": result += "\\t"
      case "\u{A0}": result += "\\xa0"
      case "\u{200B}": result += "\\u200b"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + String(quote)
  }

  @Test("20,000 mutations end in a list or a fault within the text")
  func mutations() {
    var random = SeededGenerator(seed: 13)
    let text = Array(
      #"[{'name': 'O\'Hara \xa0 \u200b\U0001F600', "id": 12, 'x': [None, (1.5e3, True), {}]}, {"id": 3, "name": "B"}]"#
        .utf8)
    let alphabet = Array("'\"\\[]{}(),:0x uN-.e \n".utf8)
    for _ in 0..<20_000 {
      var bytes = text
      for _ in 0...Int.random(in: 0...2, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: bytes[at] = .random(in: 0...255, using: &random)
        case 1: bytes[at] = alphabet.randomElement(using: &random)!
        case 2: bytes.remove(at: at)
        default: bytes.removeLast(Int.random(in: 0..<bytes.count, using: &random))
        }
        if bytes.isEmpty { break }
      }
      do {
        let elements = try parse(bytes: bytes)
        #expect(elements.allSatisfy { $0.id > 0 })
      } catch let fault as ListFault {
        #expect((0...bytes.count).contains(fault.offset))
      } catch {
        Issue.record(error)
      }
    }
  }

  @Test("what the quick parser of plain lists reads, the full one reads the same")
  func plainLists() {
    var random = SeededGenerator(seed: 17)
    let lists = [
      "[]", "[{'id': 18, 'name': 'Drama'}]", "[{'name': \"Po' Boy\", 'id': 123456789012345678}]",
      "[{'name': 'Les Misérables 東京', 'id': 7}, {'id': 8, 'name': ''}, {'id': 80, 'name': 'A name of more than 8 bytes'}]",
    ].map { Array($0.utf8) }
    var plainOnes = 0
    for round in 0..<40_000 {
      // given a plain list with up to two bytes changed, put in or taken out
      var bytes = lists[round % lists.count]
      for _ in 0..<Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let byte =
          Bool.random(using: &random) ? bytes.randomElement(using: &random)! : .random(in: 0...255, using: &random)
        switch Int.random(in: 0...2, using: &random) {
        case 0: bytes[at] = byte
        case 1: bytes.insert(byte, at: at)
        default: bytes.remove(at: at)
        }
      }
      // when both read it
      let (quick, full) = bytes.withUnsafeBytes { bytes -> ([NamedID]?, [NamedID]?) in
        var elements: [NamedIDList.Element] = []
        var plain = PlainListParser(bytes)
        let quick = plain.parse(into: &elements) ? elements.map { NamedID(id: $0.id, name: text(bytes[$0.name])) } : nil
        var full: [NamedID] = []
        var parser = ListParser(bytes)
        do throws(ListFault) {
          try parser.parseList { id, name in
            full.append(
              NamedID(id: id, name: name.decoded.map { String(decoding: $0, as: UTF8.self) } ?? text(bytes[name.range]))
            )
          }
        } catch {
          return (quick, nil)
        }
        return (quick, full)
      }
      // then
      guard let quick else { continue }
      plainOnes += 1
      #expect(quick == full, "\(String(decoding: bytes, as: UTF8.self))")
    }
    #expect(plainOnes > 10_000)
  }

  private func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String { String(decoding: bytes, as: UTF8.self) }
}

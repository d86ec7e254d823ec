import Domain
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("Values are written exactly")
struct EncodingTests {
  @Test(
    "CSV cells that a spreadsheet would evaluate are neutralised, numbers are not",
    arguments: [
      ("=1+1", "'=1+1"),
      ("@SUM(A1)", "'@SUM(A1)"),
      ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
      ("-2+3", "'-2+3"),
      ("-", "'-"),
      ("-30-", "'-30-"),
      ("\tx", "'\tx"),
      ("\rx", "\"'\rx\""),  // and quoted, for its line break
      ("=a,b", "\"'=a,b\""),
      ("-12.5", "-12.5"),
      ("+7", "+7"),
      ("1.2.3", "1.2.3"),
      ("-1.2.3", "'-1.2.3"),
      ("a=b", "a=b"),
      ("", ""),
      ("He said \"no\"", "\"He said \"\"no\"\"\""),
      ("two\nlines", "\"two\nlines\""),
      ("naïve, élan", "\"naïve, élan\""),
    ])
  func csv(text: String, written: String) {
    var writer = CSVWriter()
    writer.row([.text(text), .integer(-5), .null])
    #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(written),-5,\r\n")
  }

  @Test("Neutralising holds in answers too")
  func csvAnswer() async throws {
    var model = TestModel.small
    model.companies[7] = "=HYPERLINK(\"http://evil\")"
    let site = try await TestSite.published(model)
    #expect(
      try await site.get("/v1/default/companies/7.csv").text.contains("\r\n7,\"'=HYPERLINK(\"\"http://evil\"\")\","))
    #expect(try await site.get("/v1/default/companies/7").text.contains("\"name\":\"=HYPERLINK(\\\"http://evil\\\")\""))
  }

  @Test("JSON strings are what they were, whatever is in them")
  func json() throws {
    let texts = [
      "", "plain", "\"quotes\" \\ and / slashes", "\u{0}\u{1}\u{1F}\n\r\t", "\u{2028}\u{7F}", "日本語 🎬 e\u{301}",
    ]
    for text in texts {
      var writer = JSONWriter()
      writer.value(.array([.string(text)]))
      let read = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String]
      #expect(read?.first.map { Array($0.utf8) } == Array(text.utf8))
    }
  }

  @Test("Integers keep 64 bits, means six decimals, decimals their shortest form")
  func numbers() throws {
    var writer = JSONWriter()
    for cell in [
      Cell.integer(.min), .integer(.max), .mean(try #require(Mean(sum: 7, count: 2, unitsPerOne: 2))),
      .decimal(Micros(millionths: 82)), .decimal(Micros(millionths: 7_000_000)), .flag(true), .null,
    ] {
      writer.cell(cell)
      writer.raw(" ")
    }
    #expect(
      String(decoding: writer.bytes, as: UTF8.self)
        == "-9223372036854775808 9223372036854775807 1.750000 0.000082 7 true null ")
  }

  @Test("A nullable group is null when nothing in it is known, and only then")
  func groups() {
    let inner = [Column<Int64?>.integerOrNull("a", "") { $0 }, .integerOrNull("b", "") { _ in nil }]
    let columns: [Column<Int64?>] = [
      .group("plain", "", inner), Column<Int64?>.group("nullable", "", inner).orNull { $0 == 0 ? nil : .some($0) },
    ]
    func written(_ value: Int64?) -> String {
      String(decoding: Content.object(columns, value).encoded(.ndjson, links: []), as: UTF8.self)
    }
    #expect(written(5) == "{\"plain\":{\"a\":5,\"b\":null},\"nullable\":{\"a\":5,\"b\":null}}\n")
    #expect(written(0) == "{\"plain\":{\"a\":0,\"b\":null},\"nullable\":null}\n")
    #expect(CellTable(columns, []).flatNames == ["plainA", "plainB", "nullableA", "nullableB"])
  }

  @Test("An empty list is a list")
  func empty() {
    let content = Content.list([Column<Int64>.integer("a", "") { $0 }], [])
    #expect(
      String(decoding: content.encoded(.json, links: []), as: UTF8.self)
        == "{\"data\":[],\"meta\":{\"count\":0},\"links\":{}}\n")
    #expect(String(decoding: content.encoded(.csv, links: []), as: UTF8.self) == "a\r\n")
    #expect(content.encoded(.ndjson, links: []).isEmpty)
  }

  @Test("All three formats of every resource have the same values")
  func formatsAgree() async throws {
    let site = try await TestSite.documented()
    for resource in Resource.all where resource.documentSchema == nil {
      let rows = try await site.get(OpenAPIExamples.target(of: resource, .json)).json()["data"]
      let objects = rows as? [[String: Any]] ?? [rows as? [String: Any] ?? [:]]
      let lines = try await site.get(OpenAPIExamples.target(of: resource, .ndjson)).text.split(separator: "\n")
      #expect(lines.count == objects.count, "\(resource.name)")
      for (line, object) in zip(lines, objects) {
        let read = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? NSDictionary
        #expect(read == object as NSDictionary)
      }
      let csv = try await site.get(OpenAPIExamples.target(of: resource, .csv)).text.split(separator: "\r\n")
      #expect(csv.count == objects.count + 1, "\(resource.name)")
      #expect(csv.first.map(String.init) == resource.columns.flatMap(\.flatNames).joined(separator: ","))
    }
  }

  @Test("Base64url is RFC 4648's, and only what an encoder makes is read")
  func base64() {
    for count in 0...50 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 89 + count) }
      let text = Base64URL.encoded(bytes)
      let reference = Data(bytes).base64EncodedString()
        .replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
      #expect(text == reference)
      #expect(Base64URL.decoded(text) == bytes)
    }
    for text in ["A", "AB", "AA=", "A+A", "AAAAA", "Ä"] where text != "AA" { #expect(Base64URL.decoded(text) == nil) }
  }

  @Test("Cursors are read back, and nothing else is")
  func cursors() {
    let cursor = Cursor(
      edition: 12, query: Cursor.fingerprint(.default, "companies?q=a"),
      values: [.null, .integer(.min), .integer(7), .text("Zoë \u{0}"), .text("")])
    let text = cursor.text
    #expect(Cursor(text) == cursor)
    for index in text.indices {
      var damaged = text
      damaged.replaceSubrange(index...index, with: text[index] == "A" ? "B" : "A")
      #expect(Cursor(damaged) == nil)
      #expect(Cursor(String(text[..<index])) == nil)
    }
    #expect(Cursor.fingerprint(.default, "companies?q=a") != Cursor.fingerprint(.default, "companies?q=b"))
  }

  @Test("Percent-encoding is strict")
  func percent() {
    #expect(PercentEncoding.decoded("a%20b+c".utf8, plusIsSpace: true) == "a b c")
    #expect(PercentEncoding.decoded("a+c".utf8, plusIsSpace: false) == "a+c")
    for text in ["%", "%4", "%G0", "%-1", "%C3", "%ED%A0%80", "%C0%80", "%F5%80%80%80", "a b", "é", "\u{7F}"] {
      #expect(PercentEncoding.decoded(text.utf8, plusIsSpace: true) == nil, "\(text)")
    }
    #expect(PercentEncoding.encoded("a b/ü~%") == "a%20b%2F%C3%BC~%25")
  }

  @Test("Absolute targets mean their path")
  func absolute() throws {
    #expect(try RequestTarget("http://host:80/v1/a?b=c").parts == ["v1", "a"])
    #expect(try RequestTarget("http://host").parts == [""])
    #expect(try RequestTarget("https://host?x=1").query == [.init(name: "x", value: "1")])
    #expect(try RequestTarget("/a://b").parts == ["a:", "", "b"])
  }
}

import Domain
import Fixtures
import Testing

@testable import Database

@Suite("Names folded for searching", .ownThreads)
struct SearchTextTests {
  static let folds: [(name: String, folded: String, reason: String)] = [
    ("Warner Bros.", "warner bros.", "case"),
    ("  Two  \t spaces\n", "two spaces", "spacing"),
    ("Pathé", "pathe", "an accent in one code point"),
    ("Pathe\u{301}", "pathe", "an accent as a mark of its own"),
    ("ŁÓDŹ Film", "lodz film", "a stroke that Unicode does not take apart"),
    ("Ørnås & Straße", "ornas & strasse", "Nordic and German letters"),
    ("İstanbul ıŞIK", "istanbul isik", "Turkish letters, without a locale"),
    ("\u{200B}LGM CINEMA", "lgm cinema", "a zero-width space that is in real data"),
    ("G.C. Pix\u{A0}", "g.c. pix", "a no-break space that is in real data"),
    ("Ｆｕｌｌ ﬁlm", "full film", "compatibility forms"),
    ("東宝", "東宝", "other scripts stay"),
    ("МОСФИЛЬМ", "мосфильм", "case of other scripts"),
    ("", "", "nothing"),
  ]

  @Test("Case, accents and spacing do not count", arguments: folds)
  func fold(_ row: (name: String, folded: String, reason: String)) {
    #expect(SearchText.fold(row.name).unicodeScalars.elementsEqual(row.folded.unicodeScalars), "\(row.reason)")
    #expect(SearchText.fold(SearchText.fold(row.name)) == SearchText.fold(row.name))
  }

  @Test("The fast ways for ASCII and Latin letters fold as the slow one for all letters does", arguments: 0..<40)
  func fastWays(_ seed: Int) {
    var random = SeededGenerator(seed: UInt64(seed))
    let highest: UInt32 = [0x7F, 0x23F, 0x24F, 0x36F, 0x2FFF][seed % 5]
    for _ in 0..<500 {
      var text = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...8, using: &random) {
        let isSpace = Int.random(in: 0..<4, using: &random) == 0
        text.append(isSpace ? " " : Unicode.Scalar(UInt32.random(in: 0...highest, using: &random))!)
      }
      let name = String(text)
      let (fast, slow) = (SearchText.fold(name), SearchText.foldUnicode(name))
      #expect(fast.unicodeScalars.elementsEqual(slow.unicodeScalars), "\(text.map(\.value))")
    }
  }

  @Test("What is stored of a name is cut between characters, and names of ordinary length are whole")
  func stored() {
    #expect(SearchText.stored("Société Pathé") == "societe pathe")
    #expect(SearchText.stored(String(repeating: "a", count: 1000)).utf8.count == 1000)
    #expect(SearchText.stored(String(repeating: "a", count: 1001)).utf8.count == 1000)
    for (letter, bytes) in [("日", 3), ("𝛼\u{10000}", 4)] {
      for prefix in ["", "a", "ab", "abc"] {
        let folded = SearchText.fold(prefix + String(repeating: letter, count: 800))
        let stored = SearchText.stored(folded)
        #expect(folded.utf8.starts(with: stored.utf8))
        #expect((1001 - bytes...1000).contains(stored.utf8.count))
      }
    }
  }

  static let searches: [(query: String, found: [Int64], reason: String)] = [
    ("PATHE", [1], "neither case nor accents count"),
    ("100%", [2], "a percent sign is itself"),
    ("0%", [2], "not any text"),
    ("a_b", [3], "an underscore is itself"),
    ("\\", [4], "a backslash is itself"),
    ("zzz", [], "nothing has it"),
    ("", [1, 2, 3, 4, 5], "everything has it"),
  ]

  @Test("A search finds the text anywhere in the name", arguments: DatabaseUnderTest.all)
  func search(_ engine: DatabaseUnderTest) async throws {
    let folder = try TemporaryFolder()
    let database = try engine.open(folder)
    let names = ["Société Pathé", "100% Film", "a_b", "Underground Films\\", "axb"]
    let writer = try await database.begin()
    try writer.load(Schema.companies) { sink in
      for (index, name) in names.enumerated() {
        try sink.row(
          [.integer(Int64(index + 1)), .text(name), .text(SearchText.fold(name)), .null, .null, .integer(0), .null]
            + [.integer(0), .null, .integer(0), .null] + Array(repeating: .integer(0), count: 5))
      }
    }
    var counts = writer.edition.counts
    counts.companies = names.count
    _ = try await writer.finish(counts: counts)
    let reader = try await database.open(1, of: provider)
    for (query, found, reason) in Self.searches {
      let rows = try await reader.rows(of: Queries.companies(nameContaining: query, Page(sort: .id, limit: 10)))
      #expect(rows.map(\.id) == found, "\(reason)")
    }
  }
}

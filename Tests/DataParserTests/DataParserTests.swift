import DataArchive
import DataParser
import DeliveryRecords
import Domain
import Fixtures
import Foundation
import InputValidator
import SampleDelivery
import Testing

@Suite("The parser")
struct DataParserTests {
  @Test("makes the same bytes from what was kept as the one pass of the validator does")
  func fromStore() throws {
    // given a sample with broken films, copies, blank and dangling links
    let folder = try TemporaryFolder()
    try SampleDelivery(movies: 1500, ratings: 6000, seed: 3).write(to: folder("data.zip"))
    let delivery = try Delivery(zipAt: folder("data.zip"), folder: folder)
    // when the validator feeds a builder, and the parser reads what the validator kept
    let builder = ModelBuilder()
    try FileManager.default.createDirectory(atPath: folder("kept"), withIntermediateDirectories: true)
    let outcome = try InputValidator().validate(
      .file(path: folder("data.zip")),
      outputFolder: folder("kept"), tablesFolder: folder("kept"), consumer: builder)
    let onePass = try Model(folder("one-pass"), parts: builder.finish().write)
    let tables = try #require(outcome.accepted).tables
    let kept = Dictionary(uniqueKeysWithValues: tables.map { ($0.part.name, $0.path) })
    let fromStore = try Model(folder("from-store")) {
      try DataParser().parse(
        moviesGz: #require(kept["movies_metadata.csv.gz"]), ratingsGz: #require(kept["ratings.csv.gz"]),
        linksGz: kept["links.csv.gz"], to: $0)
    }
    // then
    #expect(outcome.report.verdict == .accepted)
    #expect(fromStore == onePass)
    #expect(try delivery.onePass(blockBytes: 777) == onePass, "the blocks it comes in do not matter")
    #expect(onePass.rows(.movieVotes).count > 1000)
  }

  @Test("leaves the votes out when there is no links.csv")
  func withoutLinks() throws {
    var fixture = FixtureDelivery.small
    fixture.links = nil
    let delivery = try Delivery(fixture)
    #expect(try delivery.fromStore() == delivery.onePass())
  }

  @Test("makes the same bytes of films in another order, but for the lines they were on")
  func order() throws {
    let folder = try TemporaryFolder()
    try SampleDelivery(movies: 150, ratings: 3000).write(to: folder("data.zip"))
    let delivery = try Delivery(zipAt: folder("data.zip"), folder: folder)
    let sample = try FixtureDelivery(delivery)
    // when films, votes and links come in reverse
    var reversed = sample
    reversed.movies = sample.movies.withRecordsReversed
    reversed.ratings = sample.ratings.withRecordsReversed
    reversed.links = sample.links?.withRecordsReversed
    let (before, after) = try (delivery.onePass(), Delivery(reversed).onePass())
    // then
    for table in ModelTable.allCases where table != .movies {
      #expect(before.texts[table] == after.texts[table], "\(table)")
    }
    let withoutLine = { (model: Model) in
      model.texts[.movies]!.split(separator: "\n").map { (row: Substring) in String(row[..<row.lastIndex(of: ",")!]) }
    }
    #expect(withoutLine(before) == withoutLine(after))
    #expect(before.texts[.movies] != after.texts[.movies], "source_line is where the film stands")
  }

  @Test("says which file is damaged and what to do")
  func damaged() throws {
    let delivery = try Delivery(.small)
    _ = try delivery.fromStore()
    let folder = delivery.folder
    var bytes = try Data(contentsOf: URL(fileURLWithPath: folder("ratings.csv.gz")))
    bytes[bytes.count - 5] ^= 1  // in the checksum
    try folder.write(bytes, to: "ratings.csv.gz")
    let error = try #require(throws: BoxOfficeError.self) {
      try DataParser().parse(
        moviesGz: folder("movies_metadata.csv.gz"), ratingsGz: folder("ratings.csv.gz"),
        linksGz: folder("links.csv.gz"), to: folder("model"))
    }
    #expect(error.code == "kept-file-damaged")
    #expect(error.message.contains("ratings.csv.gz"))
  }

  @Test("refuses a kept file that is another table")
  func exchanged() throws {
    let delivery = try Delivery(.small)
    _ = try delivery.fromStore()
    let folder = delivery.folder
    let error = try #require(throws: BoxOfficeError.self) {
      try DataParser().parse(
        moviesGz: folder("ratings.csv.gz"), ratingsGz: folder("ratings.csv.gz"), linksGz: folder("links.csv.gz"),
        to: folder("model"))
    }
    #expect(error.code == "kept-file-damaged")
  }

  @Test("says where it cannot write")
  func unwritable() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data(), to: "file")
    let error = try #require(throws: BoxOfficeError.self) { try ModelBuilder().finish().write(to: file + "/model") }
    #expect(error.code == "model-write-failed")
  }
}

extension FixtureDelivery {
  /// The files of a delivery that was written elsewhere.
  fileprivate init(_ delivery: Delivery) throws {
    func text(_ file: DeliveryFile) throws -> String {
      var data = Data()
      try delivery.archive.read(delivery.archive.entries.first { $0.name == file.rawValue }!) {
        data.append(contentsOf: $0)
      }
      return String(decoding: data, as: UTF8.self)
    }
    self.init(movies: [], ratings: [], links: nil)
    movies = try text(.movies)
    ratings = try text(.ratings)
    links = try text(.links)
  }
}

extension String {
  /// The header, then the records from the last to the first; a line break inside quotes ends no record.
  fileprivate var withRecordsReversed: String {
    var records: [Substring.UnicodeScalarView] = []
    var (start, isQuoted) = (unicodeScalars.startIndex, false)
    for index in unicodeScalars.indices {
      if unicodeScalars[index] == "\"" { isQuoted.toggle() }
      if unicodeScalars[index] == "\n", !isQuoted {
        records.append(unicodeScalars[start...index])
        start = unicodeScalars.index(after: index)
      }
    }
    return ([records[0]] + records.dropFirst().reversed()).map { String($0) }.joined()
  }
}

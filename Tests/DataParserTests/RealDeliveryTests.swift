import Domain
import Foundation
import Testing

/// The real deliveries, where they are at hand: they are not ours to keep in the repository.
///
/// The expected numbers were counted by a Python script of its own (csv, ast.literal_eval, decimal), which keeps records of 24
/// fields with an integer id, the first of each id, and joins votes by links.csv.
@Suite("Real deliveries")
struct RealDeliveryTests {
  struct Expected: Sendable {
    let name: String
    let rows: [ModelTable: Int]
    let votes: Int
    let halfSteps: Int
    let counted: Int
    let budget: Int
    let revenue: Int
    /// Millionths.
    let popularity: Int
  }

  static let deliveries = [
    Expected(
      name: "movies-45466.zip",
      rows: [
        .movies: 45_430, .companies: 23_692, .genres: 20, .movieCompanies: 70_464, .movieGenres: 91_006,
        .movieVotes: 37_411,
      ],
      votes: 99_810, halfSteps: 707_248, counted: 45_275, budget: 191_933_931_639, revenue: 509_401_325_991,
      popularity: 132_710_389_289),
    Expected(
      name: "movies-7024.zip",
      rows: [
        .movies: 7023, .companies: 5501, .genres: 20, .movieCompanies: 12_153, .movieGenres: 15_254,
        .movieVotes: 23_830,
      ],
      votes: 71_609, halfSteps: 510_311, counted: 6951, budget: 51_773_551_455, revenue: 153_403_374_160,
      popularity: 32_378_302_029),
  ]

  /// Where real deliveries lie, if anywhere.
  static let folder: String? = {
    let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let folder =
      ProcessInfo.processInfo.environment["BOXOFFICE_SHARED_DATA"]
      ?? package.deletingLastPathComponent().appendingPathComponent("shared/data").path
    return FileManager.default.fileExists(atPath: folder + "/movies-45466.zip") ? folder : nil
  }()

  @Test(
    "give the numbers that were counted by other means",
    .enabled(if: folder != nil, "set BOXOFFICE_SHARED_DATA to the folder of the real deliveries"), arguments: deliveries
  )
  func numbers(expected: Expected) throws {
    let delivery = try Delivery(zipAt: Self.folder! + "/" + expected.name)
    let model = try delivery.onePass()
    for table in ModelTable.allCases {
      #expect(model.records(table).count == expected.rows[table], "\(table)")
    }
    let movies = model.records(.movies)
    #expect(movies.filter { !$0[7].isEmpty }.count == expected.counted)
    #expect(movies.reduce(0) { $0 + (Int($1[8]) ?? 0) } == expected.budget)
    #expect(movies.reduce(0) { $0 + (Int($1[9]) ?? 0) } == expected.revenue)
    #expect(movies.reduce(0) { $0 + Self.millionths($1[10]) } == expected.popularity)
    let votes = model.records(.movieVotes).map { $0.dropFirst(2).map { Int($0)! } }
    #expect(votes.reduce(0) { $0 + $1.reduce(0, +) } == expected.votes)
    #expect(votes.reduce(0) { $0 + zip(1...10, $1).reduce(0) { $0 + $1.0 * $1.1 } } == expected.halfSteps)
    if expected.votes < 80_000 { #expect(try delivery.fromStore() == model, "the smaller is enough for this") }
  }

  private static func millionths(_ text: String) -> Int {
    let parts = text.split(separator: ".")
    guard let whole = parts.first else { return 0 }
    let fraction = parts.count > 1 ? String(parts[1]) : ""
    return Int(whole)! * 1_000_000 + Int(fraction + String(repeating: "0", count: 6 - fraction.count))!
  }
}

extension Model {
  /// Records without the header, by a slow reader of its own.
  fileprivate func records(_ table: ModelTable) -> [[String]] {
    var records: [[String]] = [[]]
    var cell: [UInt8] = []
    var isQuoted = false
    for byte in texts[table]!.utf8 {
      switch byte {
      case UInt8(ascii: "\""): isQuoted.toggle()  // doubled quotes go missing, which no number here minds
      case UInt8(ascii: ","), UInt8(ascii: "\n"):
        guard !isQuoted else { continue }
        records[records.count - 1].append(String(decoding: cell, as: UTF8.self))
        cell.removeAll(keepingCapacity: true)
        if byte == UInt8(ascii: "\n") { records.append([]) }
      default: cell.append(byte)
      }
    }
    return Array(records.dropFirst().dropLast())
  }
}

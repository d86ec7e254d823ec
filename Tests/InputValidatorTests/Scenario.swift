import DataArchive
import DeliveryRecords
import Domain
import Fixtures
import Foundation
import InputValidator

/// One delivery being validated in folders of its own.
struct Scenario {
  static let delivery = DeliveryID(hex: String(repeating: "ab", count: 32))!

  let folder: TemporaryFolder
  let outputFolder: String
  /// Where the tables are kept, if anywhere.
  var tablesFolder: String?
  var settings = ProviderSettings()
  var limits = ArchiveLimits()
  var context = ValidationContext()

  init() throws {
    folder = try TemporaryFolder()
    outputFolder = folder("out")
    try FileManager.default.createDirectory(atPath: outputFolder, withIntermediateDirectories: true)
  }

  func validate(
    _ zip: Data, delivery: DeliveryID? = delivery, consumer: (any DeliveryConsumer)? = nil,
    progress: (@Sendable (InputValidator.Progress) -> Void)? = nil
  ) throws -> ValidationOutcome {
    let path = try folder.write(zip, to: "data.zip")
    return try validate(
      delivery.map { .taken(path: path, $0) } ?? .file(path: path), consumer: consumer, progress: progress)
  }

  func validate(
    _ zip: DeliveryZip, consumer: (any DeliveryConsumer)? = nil,
    progress: (@Sendable (InputValidator.Progress) -> Void)? = nil
  ) throws -> ValidationOutcome {
    try InputValidator(settings: settings, limits: limits).validate(
      zip, context: context, outputFolder: outputFolder, tablesFolder: tablesFolder, consumer: consumer,
      progress: progress)
  }

  func validate(_ delivery: FixtureDelivery) throws -> ValidationOutcome { try validate(delivery.zip()) }

  func validate(_ files: [(name: String, content: String)]) throws -> ValidationOutcome {
    try validate(FixtureZip.make(files))
  }

  /// The names in the output folder, sorted.
  func written() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: outputFolder).sorted() }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(fileURLWithPath: "\(outputFolder)/\(name)")) }

  func text(_ name: String) throws -> String { String(decoding: try bytes(name), as: UTF8.self) }
}

extension ValidationReport {
  func entry(_ code: FindingCode) -> CodeFindings? { findings.first { $0.code == code } }
  func count(_ code: FindingCode) -> Int { entry(code)?.count ?? 0 }
  func samples(_ code: FindingCode) -> [Finding] { entry(code)?.samples ?? [] }
  var codes: [FindingCode] { findings.map(\.code) }
  var errors: [FindingCode] { findings.filter { $0.severity == .error }.map(\.code) }
}

extension ProviderSettings {
  /// Anything may be quarantined.
  static var tolerant: ProviderSettings {
    var settings = ProviderSettings()
    settings.tolerance.quarantinedPerMillion = 1_000_000
    return settings
  }

  static func severities(_ severities: [FindingCode: Severity]) -> ProviderSettings {
    var settings = ProviderSettings()
    for (code, severity) in severities { settings.severities[code.rawValue] = severity }
    return settings
  }
}

extension FixtureDelivery {
  /// `count` good votes for film 1 of the small delivery.
  static func votes(_ count: Int) -> [String] { (0..<count).map { "\($0 + 1),1,4.0,\(1_000_000_000 + $0)" } }

  /// The small delivery with other votes.
  static func rated(_ votes: [String]) -> FixtureDelivery {
    var delivery = FixtureDelivery.small
    delivery.ratings = (["userId,movieId,rating,timestamp"] + votes).joined(separator: "\n") + "\n"
    return delivery
  }

  var files: [(name: String, content: String)] {
    [("movies_metadata.csv", movies), ("ratings.csv", ratings)] + (links.map { [("links.csv", $0)] } ?? [])
  }
}

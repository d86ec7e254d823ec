import DataParser
import Database
import Domain
import Foundation
import InputValidator
import Logging
import Metrics
import Notifications
import Seeder
import Watchfolders

extension Pipeline {
  /// The Input Validator, the Data Parser and, for an accepted delivery where `part` goes as far, the Seeder. Returns the
  /// record, `accepted` or `rejected`, with the edition that was built aside; it has none when a delivery that was taken
  /// later is current.
  func validateAndSeed(
    _ record: DeliveryRecord, of provider: ProviderID, _ part: PipelinePart, progress: ProgressHandler?
  ) async throws -> (record: DeliveryRecord, edition: EditionRecord?) {
    let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
    defer { scratch.remove() }
    let path = try await localFile(SeederWatchfolder.Name.zip, of: record.delivery, provider, scratch: scratch)
    let judged = try await judge(
      .taken(path: path, record.delivery), of: provider, takenAt: record.takenAt, scratch: scratch, progress: progress)
    return try await settle(record, as: judged, of: provider, part, progress: progress)
  }

  /// Validates a zip and makes its model, in one pass: the records that are validated build the model at the same time, and
  /// the tables are copied into the scratch folder if they are to be kept. Nothing is kept yet.
  func judge(
    _ zip: DeliveryZip, of provider: ProviderID, takenAt: Timestamp, keepsTables: Bool = true, scratch: ScratchFolder,
    progress: ProgressHandler?
  ) async throws -> JudgedDelivery {
    let settings = try await seederWatchfolder.settings(of: provider)
    let context = try await context(of: provider, before: takenAt, scratch: scratch)
    let builder = ModelBuilder()
    let (outcome, model) = try await Stage.validate.run(logger, progress) {
      let outcome = try InputValidator(settings: settings, limits: settings.limits(over: configuration.archiveLimits))
        .validate(
          zip, context: context, outputFolder: scratch.path, tablesFolder: keepsTables ? scratch.path : nil,
          consumer: builder, progress: { progress?(.validating($0)) })
      return (outcome, outcome.accepted == nil ? nil : try builder.finish())
    }
    return JudgedDelivery(outcome: outcome, model: model, settings: settings, scratch: scratch)
  }

  /// Keeps what came of the judgement and, for an accepted delivery, goes on with the next stages.
  func settle(
    _ record: DeliveryRecord, as judged: JudgedDelivery, of provider: ProviderID, _ part: PipelinePart,
    progress: ProgressHandler?
  ) async throws -> (record: DeliveryRecord, edition: EditionRecord?) {
    let report = judged.outcome.report
    note(report, logger(provider, record.delivery))
    var record = record
    record.failure = nil
    if let accepted = judged.outcome.accepted, let model = judged.model {
      return try await keepAndSeed(record, of: provider, part, accepted, model, judged, progress: progress)
    }
    let kept = try await keep(judged, try JSONDocument.encode(report), about: record, of: provider, part)
    record.state = .rejected
    // Before the record says that nothing is left to do: a message is written twice under one key rather than lost.
    try await outbox.post(Messages.rejected(record, report: report, files: kept.left, of: provider, at: now()))
    try await seederWatchfolder.write(record, of: provider)
    return (record, nil)
  }

  /// Keeps what was made of an accepted delivery, ending with the manifest, and builds its edition at the same time. Nothing
  /// of that edition can be seen until it is published, which comes after the manifest.
  private func keepAndSeed(
    _ record: DeliveryRecord, of provider: ProviderID, _ part: PipelinePart, _ accepted: AcceptedTables,
    _ model: CollectedModel, _ judged: JudgedDelivery, progress: ProgressHandler?
  ) async throws -> (record: DeliveryRecord, edition: EditionRecord?) {
    async let document = JSONDocument.encode(judged.outcome.report)
    async let keptTables: Void = Stage.keep.run(logger(provider, record.delivery), progress) {
      for table in accepted.tables { try await store(table.path, as: table.part.name, of: record, provider) }
    }
    let (modelParts, tables) = try await Stage.model.run(logger(provider, record.delivery), progress) {
      async let tables = part.publishes ? EditionTables(model) : nil
      let parts = try judged.modelParts ?? model.write(to: judged.scratch.path)
      return (parts, try await tables)
    }
    let report = try await document
    async let keptReports = keep(judged, report, about: record, of: provider, part)
    async let edition =
      part.publishes
      ? seed(record, of: provider, parts: modelParts, tables: tables, report: report, progress: progress) : nil
    for part in modelParts {
      try await store(judged.scratch.path + "/" + part.name, as: part.name, of: record, provider)
    }
    let reports = try await keptReports.parts
    try await keptTables
    let zip = DeliveryManifest.Part(name: SeederWatchfolder.Name.zip, bytes: record.bytes, sha256: record.delivery)
    let manifest = DeliveryManifest(
      delivery: record.delivery, stage: .parsed, parts: reports + accepted.tables.map(\.part) + modelParts + [zip],
      links: accepted.linksUsed(by: record.delivery),
      settings: FileDigest.sha256(try JSONDocument.encode(judged.settings)))
    try await seederWatchfolder.write(manifest, of: provider)
    var acceptedRecord = record
    acceptedRecord.state = .accepted
    try await seederWatchfolder.write(acceptedRecord, of: provider)
    return (acceptedRecord, try await edition)
  }

  private func note(_ report: ValidationReport, _ logger: Logger) {
    logger.notice(
      "The delivery was validated",
      metadata: [
        "report.verdict": "\(report.verdict.rawValue)", "report.errors": "\(report.count(of: .error))",
        "report.warnings": "\(report.count(of: .warning))",
      ])
    Counter(label: "boxoffice.deliveries", dimensions: [("verdict", report.verdict.rawValue)]).increment()
  }

  /// What the validator has to know of the provider's past.
  private func context(
    of provider: ProviderID, before takenAt: Timestamp, scratch: ScratchFolder
  ) async throws -> ValidationContext {
    var context = ValidationContext()
    if let number = try await database.publication(of: provider)?.current {
      let edition = try await database.editions(of: provider).first { $0.number == number }
      context.currentFilms = edition?.counts.movies
    }
    if let links = try await seederWatchfolder.newestLinks(of: provider, before: takenAt) {
      context.keptLinks = ValidationContext.KeptLinks(
        path: try await seederWatchfolder.store.localFile(links.key, version: nil, scratch: scratch.path),
        delivery: links.links.delivery, sha256: links.links.sha256)
    }
    return context
  }

  /// The local path of one object of a delivery.
  func localFile(
    _ name: String, of delivery: DeliveryID, _ provider: ProviderID, scratch: ScratchFolder
  ) async throws -> String {
    try await seederWatchfolder.store.localFile(
      seederWatchfolder.key(provider, delivery, name), version: nil, scratch: scratch.path)
  }

  /// Stores the report and the rejected records, and puts what the provider needs to mend a delivery where the provider can
  /// read it, too; returns how to find that.
  private func keep(
    _ judged: JudgedDelivery, _ report: Data, about record: DeliveryRecord, of provider: ProviderID,
    _ part: PipelinePart
  ) async throws -> (parts: [DeliveryManifest.Part], left: [String]) {
    let page = Data(ReportHTML.render(judged.outcome.report).utf8)
    var files = judged.outcome.rejectedFiles
    files.append((SeederWatchfolder.Name.report, try judged.scratch.write(report, "report.json")))
    files.append(("report.html", try judged.scratch.write(page, "report.html")))
    var left: [String] = []
    for file in files where part.takes && file.name != SeederWatchfolder.Name.report {
      left.append(try await watchfolder.leave(file.path, as: file.name, about: record.delivery, for: provider))
    }
    var parts: [DeliveryManifest.Part] = []
    for file in files {
      let (digest, bytes) = try FileDigest.sha256(ofFile: file.path)
      parts.append(DeliveryManifest.Part(name: file.name, bytes: bytes, sha256: digest))
      try await store(file.path, as: file.name, of: record, provider)
    }
    return (parts, left)
  }

  private func store(
    _ path: String, as name: String, of record: DeliveryRecord, _ provider: ProviderID
  ) async throws {
    try await seederWatchfolder.store.put(seederWatchfolder.key(provider, record.delivery, name), .takingFile(path))
  }
}

import DataParser
import Database
import Domain
import Foundation
import InputValidator
import Logging
import Metrics
import Notifications
import Watchfolders

extension Pipeline {
  /// The Input Validator and the Data Parser in one pass over the zip: the records that the validator reads build the
  /// model at the same time. Each of them also works alone, from what lies in the store.
  func validateAndParse(
    _ record: DeliveryRecord, of provider: ProviderID, progress: ProgressHandler?
  ) async throws -> DeliveryRecord {
    let logger = logger(provider, record.delivery)
    let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
    defer { scratch.remove() }
    let settings = try await seederWatchfolder.settings(of: provider)
    let zip = try await localFile(SeederWatchfolder.Name.zip, of: record.delivery, provider, scratch: scratch)
    let model = ModelBuilder()
    let outcome = try InputValidator(settings: settings, limits: configuration.archiveLimits).validate(
      zipAt: zip, delivery: record.delivery,
      context: try await context(of: provider, before: record.takenAt, scratch: scratch),
      outputFolder: scratch.path, consumer: model,
      progress: progress.map { report in { @Sendable in report(.reading($0)) } })

    var kept = outcome.rejectedFiles
    kept.append((SeederWatchfolder.Name.report, try scratch.write(JSONDocument.encode(outcome.report), "report.json")))
    kept.append(("report.html", try scratch.write(Data(ReportHTML.render(outcome.report).utf8), "report.html")))
    // What the provider needs to mend a delivery lies where the provider can read it.
    let left = try await leave(kept, about: record, for: provider)
    var record = record
    record.failure = nil
    if outcome.report.verdict == .rejected {
      try await store(kept, of: record, provider)
      record.state = .rejected
    } else {
      let model = try model.write(to: scratch.path).map { (name: $0.name, path: scratch.path + "/" + $0.name) }
      let parts = try await store(kept + outcome.acceptedFiles + model, of: record, provider)
      let zip = DeliveryManifest.Part(name: SeederWatchfolder.Name.zip, bytes: record.bytes, sha256: record.delivery)
      let manifest = DeliveryManifest(
        delivery: record.delivery, stage: .parsed, parts: parts + [zip], links: outcome.links,
        settings: FileDigest.sha256(try JSONDocument.encode(settings)))
      try await seederWatchfolder.write(manifest, of: provider)
      record.state = .accepted
    }
    // Before the record says that nothing is left to do: a message is written twice under one key rather than lost.
    if record.state == .rejected {
      try await outbox.post(
        Messages.rejected(record, report: outcome.report, files: left, of: provider, at: now()))
    }
    try await seederWatchfolder.write(record, of: provider)
    logger.notice(
      "The delivery was validated",
      metadata: [
        "report.verdict": "\(outcome.report.verdict.rawValue)", "report.errors": "\(outcome.report.count(of: .error))",
        "report.warnings": "\(outcome.report.count(of: .warning))",
      ])
    Counter(label: "boxoffice.deliveries", dimensions: [("verdict", outcome.report.verdict.rawValue)]).increment()
    return record
  }

  /// What the validator has to know of the provider's past.
  private func context(
    of provider: ProviderID, before takenAt: Timestamp, scratch: ScratchFolder
  ) async throws -> ValidationContext {
    var context = ValidationContext()
    if let publication = try await database.publication(of: provider) {
      let edition = try await database.editions(of: provider).first { $0.number == publication.edition }
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

  /// Puts what the provider needs to mend a delivery where the provider can read it; returns how to find it there.
  private func leave(
    _ files: [(name: String, path: String)], about record: DeliveryRecord, for provider: ProviderID
  ) async throws -> [String] {
    var left: [String] = []
    for file in files where file.name != SeederWatchfolder.Name.report {
      left.append(try await watchfolder.leave(file.path, as: file.name, about: record.delivery, for: provider))
    }
    return left
  }

  @discardableResult
  private func store(
    _ files: [(name: String, path: String)], of record: DeliveryRecord, _ provider: ProviderID
  ) async throws -> [DeliveryManifest.Part] {
    var parts: [DeliveryManifest.Part] = []
    for file in files {
      let (digest, bytes) = try FileDigest.sha256(ofFile: file.path)
      parts.append(DeliveryManifest.Part(name: file.name, bytes: bytes, sha256: digest))
      let key = seederWatchfolder.key(provider, record.delivery, file.name)
      try await seederWatchfolder.store.put(key, .takingFile(file.path))
    }
    return parts
  }
}

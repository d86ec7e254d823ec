import Database
import Domain
import Foundation
import InputValidator
import Logging
import Notifications
import Seeder
import Watchfolders

extension Pipeline {
  /// The Seeder: an edition from the model CSVs that the manifest names, then its publication.
  ///
  /// A delivery taken before one that was published already never becomes current.
  func seedAndPublish(
    _ record: DeliveryRecord, of provider: ProviderID, progress: ProgressHandler?
  ) async throws -> DeliveryRecord {
    var record = record
    let editions = try await database.editions(of: provider)
    if let newer = editions.last(where: { $0.publishedAt != nil && $0.takenAt > record.takenAt }) {
      record.state = .superseded
      try await outbox.post(Messages.superseded(record, by: newer.number, of: provider, at: now()))
      try await seederWatchfolder.write(record, of: provider)
      return record
    }
    let before = try await database.publication(of: provider)?.edition
    progress?(.building)
    let edition = try await edition(for: record, of: provider, among: editions)
    try Task.checkCancellation()
    progress?(.publishing)
    let publication = try await publisher.publish(edition.number, of: provider)
    try await postPublished(edition, record: record, before: before, publication: publication)
    record.state = .published
    record.edition = edition.number
    try await seederWatchfolder.write(record, of: provider)
    logger(provider, record.delivery).notice(
      "An edition was published",
      metadata: ["edition.number": "\(edition.number)", "publication.sequence": "\(publication.sequence)"])
    return record
  }

  /// The edition made of this taking of the delivery: the one that is ready since before a crash, or a new one.
  private func edition(
    for record: DeliveryRecord, of provider: ProviderID, among editions: [EditionRecord]
  ) async throws -> EditionRecord {
    if let ready = editions.first(where: {
      $0.delivery == record.delivery && $0.takenAt == record.takenAt && $0.state == .ready
    }) {
      return ready
    }
    guard let manifest = try await seederWatchfolder.manifest(of: record.delivery, provider),
      let report = try await seederWatchfolder.store.data(
        seederWatchfolder.key(provider, record.delivery, SeederWatchfolder.Name.report))
    else {
      throw BoxOfficeError(
        code: "manifest-missing",
        message: "delivery \(record.delivery) of \(provider) is accepted but has no manifest or report; upload it again"
      )
    }
    guard let modelDigest = ModelDigest.of(parts: manifest.parts) else {
      throw BoxOfficeError(
        code: "manifest-incomplete",
        message:
          "the manifest of delivery \(record.delivery) of \(provider) lacks a model CSV; upload the delivery again")
    }
    let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
    defer { scratch.remove() }
    return try await Seeder(database: database).build(
      modelFolder: try await modelFolder(of: record.delivery, provider, scratch: scratch), report: report,
      provider: provider, delivery: record.delivery, takenAt: record.takenAt, modelDigest: modelDigest)
  }

  /// The folder that holds the six model CSVs: where a local store keeps them, or the scratch folder after a download.
  private func modelFolder(
    of delivery: DeliveryID, _ provider: ProviderID, scratch: ScratchFolder
  ) async throws -> String {
    var folder = scratch.path
    for table in ModelTable.allCases {
      let path = try await localFile(table.fileName, of: delivery, provider, scratch: scratch)
      folder = (path as NSString).deletingLastPathComponent
    }
    return folder
  }
}

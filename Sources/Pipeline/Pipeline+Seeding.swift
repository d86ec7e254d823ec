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
  /// The Seeder for an accepted delivery: an edition of what its manifest names.
  func seed(
    _ record: DeliveryRecord, of provider: ProviderID, progress: ProgressHandler?
  ) async throws -> EditionRecord? {
    guard let manifest = try await seederWatchfolder.manifest(of: record.delivery, provider),
      let report = try await seederWatchfolder.store.data(
        seederWatchfolder.key(provider, record.delivery, SeederWatchfolder.Name.report))
    else {
      throw BoxOfficeError(
        code: "manifest-missing",
        message: "delivery \(record.delivery) of \(provider) is accepted but has no manifest or report; upload it again"
      )
    }
    return try await seed(record, of: provider, parts: manifest.parts, tables: nil, report: report, progress: progress)
  }

  /// Builds an edition aside from the model whose CSVs are among `parts`, or finds the one that is ready since before a crash.
  /// `nil` if a delivery that was taken later was published already: this one never becomes current.
  ///
  /// Without its `tables` they are computed from the CSVs in the store.
  func seed(
    _ record: DeliveryRecord, of provider: ProviderID, parts: [DeliveryManifest.Part], tables: EditionTables?,
    report: Data, progress: ProgressHandler?
  ) async throws -> EditionRecord? {
    let editions = try await database.editions(of: provider)
    if newest(of: editions, after: record) != nil { return nil }
    guard let modelDigest = ModelDigest.of(parts: parts) else {
      throw BoxOfficeError(
        code: "manifest-incomplete",
        message:
          "the manifest of delivery \(record.delivery) of \(provider) lacks a model CSV; upload the delivery again")
    }
    if let ready = editions.first(where: {
      $0.delivery == record.delivery && $0.takenAt == record.takenAt && $0.state == .ready
        && $0.modelDigest == modelDigest
    }) {
      return ready
    }
    return try await Stage.seed.run(logger(provider, record.delivery), progress) {
      try await lock.confirm(provider.name)
      let scratch = try ScratchFolder(for: provider, in: configuration.scratchFolder)
      defer { scratch.remove() }
      var tables = tables
      if tables == nil {
        tables = try await EditionTables(try await modelFolder(of: record.delivery, provider, scratch: scratch))
      }
      return try await Seeder(database: database).build(
        tables!, report: report, provider: provider, delivery: record.delivery, takenAt: record.takenAt,
        modelDigest: modelDigest)
    }
  }

  /// Publishes the edition of an accepted delivery; without one, notes which newer edition stands in its way.
  func publish(
    _ edition: EditionRecord?, of record: DeliveryRecord, _ provider: ProviderID, progress: ProgressHandler?
  ) async throws -> DeliveryRecord {
    var record = record
    // Read before anything is decided: what another process publishes from here on makes ours a conflict.
    let before = try await database.publication(of: provider)
    // Another delivery may have become current since the edition was begun.
    let newer = newest(of: try await database.editions(of: provider), after: record)
    guard let edition, newer == nil else {
      record.state = .superseded
      if let newer { try await outbox.post(Messages.superseded(record, by: newer.number, of: provider, at: now())) }
      try await seederWatchfolder.write(record, of: provider)
      return record
    }
    try Task.checkCancellation()
    let logger = logger(provider, record.delivery)
    let publication = try await Stage.publish.run(logger, progress) { [record] in
      try await lock.confirm(provider.name)
      let publication = try await publisher.publish(edition.number, of: provider, after: before)
      try await postPublished(edition, record: record, before: before?.current, publication: publication)
      return publication
    }
    record.state = .published
    record.edition = edition.number
    try await seederWatchfolder.write(record, of: provider)
    // What a provider waits for: from when the delivery was taken.
    Metrics.Timer(label: "boxoffice.publication.duration").record(duration: record.takenAt.duration(to: now()))
    logger.notice(
      "An edition was published",
      metadata: ["edition.number": "\(edition.number)", "publication.sequence": "\(publication.sequence)"])
    return record
  }

  /// The newest published edition whose delivery was taken after this one.
  private func newest(of editions: [EditionRecord], after record: DeliveryRecord) -> EditionRecord? {
    editions.last { $0.publishedAt != nil && $0.takenAt > record.takenAt }
  }

  /// A folder that holds the six model CSVs: where a local store keeps them, or one in scratch after a download.
  private func modelFolder(
    of delivery: DeliveryID, _ provider: ProviderID, scratch: ScratchFolder
  ) async throws -> ModelFolder {
    var paths: [String] = []
    for table in ModelTable.allCases {
      paths.append(try await localFile(table.fileName, of: delivery, provider, scratch: scratch))
    }
    let folders = Set(paths.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path })
    if folders.count == 1, let folder = folders.first { return ModelFolder(folder) }
    // Copies, each in a folder of its own.
    return ModelFolder(try scratch.gather(paths, in: "model"))
  }
}

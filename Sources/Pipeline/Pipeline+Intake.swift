import Database
import Domain
import Logging
import Notifications
import Watchfolders

/// What the watchfolder of a provider holds, after a look at it.
package enum IntakeState: Sendable, Equatable {
  case empty
  /// Not yet; look again then.
  case settling(until: Timestamp)
  case taken(TakenDelivery)
}

/// What became of an upload that was taken.
package enum TakenDelivery: Sendable, Equatable {
  /// It is in the Seeder Watchfolder and waits for the validator.
  case new(DeliveryRecord)
  /// The same bytes are current or under way already: nothing new is made.
  case same(DeliveryRecord)
}

extension Pipeline {
  /// Looks at the provider's watchfolder once, and takes the upload if its settle time is over.
  ///
  /// The settle time counts from the last change: whoever replaces the file starts it anew.
  package func intake(_ provider: ProviderID) async throws -> IntakeState {
    guard let upload = try await watchfolder.upload(of: provider) else { return .empty }
    if let until = try await settling(upload) { return .settling(until: until) }
    guard let claim = try await watchfolder.claim(upload) else { return .settling(until: now().adding(.seconds(1))) }
    return .taken(try await take(claim))
  }

  /// When to look at the upload again; `nil` if it can be taken.
  func settling(_ upload: Upload) async throws -> Timestamp? {
    let settings = try await seederWatchfolder.settings(of: upload.provider)
    let settleSeconds = settings.settleSeconds ?? Int(configuration.settle.components.seconds)
    let time = now()
    let settled = upload.lastChange.adding(.seconds(settleSeconds))
    if time < settled {
      try await outbox.post(
        Messages.settling(
          upload.provider, bytes: upload.bytes, lastChange: upload.lastChange, until: settled,
          settleSeconds: settleSeconds, at: time))
      return settled
    }
    // Somebody has it open for writing, though nothing was written for a while: an upload that stalls.
    return upload.isBeingWritten ? time.adding(.seconds(1)) : nil
  }

  /// Takes what an earlier process claimed and then died over.
  package func takeLeftClaims(_ provider: ProviderID) async throws {
    for claim in try await watchfolder.claims(of: provider) { _ = try await take(claim) }
  }

  private func take(_ claim: ClaimedUpload) async throws -> TakenDelivery {
    let scratch = try ScratchFolder(for: claim.provider, in: configuration.scratchFolder)
    defer { scratch.remove() }
    let path = try await watchfolder.localFile(of: claim, scratch: scratch.path)
    let (delivery, bytes) = try FileDigest.sha256(ofFile: path)
    let takenAt = try await seederWatchfolder.nextTakenAt(of: claim.provider, now: now())
    let taken = try await take(
      fileAt: path, of: claim.provider, delivery: delivery, bytes: bytes, takenAt: takenAt)
    try await watchfolder.release(claim)
    return taken
  }

  /// Moves the file at `path`, whose digest is `delivery`, into the Seeder Watchfolder as a delivery. The file must be ours
  /// and change no more.
  ///
  /// Safe to repeat after a crash: the zip is stored under its digest before the record that makes it a delivery.
  package func take(
    fileAt path: String, of provider: ProviderID, delivery: DeliveryID, bytes: Int64, takenAt: Timestamp
  ) async throws -> TakenDelivery {
    let logger = logger(provider, delivery)
    if let earlier = try await seederWatchfolder.record(of: delivery, provider), try await isSame(earlier, of: provider)
    {
      try await outbox.post(Messages.same(as: earlier, takenAgainAt: takenAt, of: provider, at: takenAt))
      logger.notice("The upload is the same as a delivery that is current or under way")
      return .same(earlier)
    }
    let key = seederWatchfolder.key(provider, delivery, SeederWatchfolder.Name.zip)
    do {
      try await seederWatchfolder.store.put(key, .takingFile(path), if: .absent)
    } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
      // The same bytes are kept already, from an earlier delivery that is worked again.
    }
    let record = DeliveryRecord(delivery: delivery, takenAt: takenAt, bytes: bytes)
    return .new(try await begin(record, of: provider))
  }

  /// Makes deliveries of backups whose record a crash kept from being written.
  func takeUnrecorded(_ provider: ProviderID) async throws {
    for delivery in try await seederWatchfolder.deliveries(of: provider).unrecorded {
      let key = seederWatchfolder.key(provider, delivery, SeederWatchfolder.Name.zip)
      guard let zip = try await seederWatchfolder.store.list(prefix: key.name).first(where: { $0.key == key }) else {
        continue
      }
      let takenAt = try await seederWatchfolder.nextTakenAt(of: provider, now: now())
      _ = try await begin(DeliveryRecord(delivery: delivery, takenAt: takenAt, bytes: zip.bytes), of: provider)
    }
  }

  private func begin(_ record: DeliveryRecord, of provider: ProviderID) async throws -> DeliveryRecord {
    try await outbox.post(Messages.received(record, of: provider, at: record.takenAt))
    try await seederWatchfolder.write(record, of: provider)
    logger(provider, record.delivery).notice("A delivery was taken", metadata: ["delivery.bytes": "\(record.bytes)"])
    return record
  }

  /// The same bytes as the current edition's delivery, or as work in progress, make nothing new.
  private func isSame(_ record: DeliveryRecord, of provider: ProviderID) async throws -> Bool {
    if record.state.isUnfinished { return true }
    guard let number = try await database.publication(of: provider)?.current else { return false }
    let current = try await database.editions(of: provider).first { $0.number == number }
    return current?.delivery == record.delivery
  }
}

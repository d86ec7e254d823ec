import Domain
import Foundation

/// The small documents of a provider and of its deliveries, typed. A document that is not there is `nil`; one that cannot
/// be read is an error that names it, never an empty value.
extension SeederWatchfolder {
  package func record(of delivery: DeliveryID, _ provider: ProviderID) async throws -> DeliveryRecord? {
    try await document(DeliveryRecord.self, key(provider, delivery, Name.record))
  }

  package func write(_ record: DeliveryRecord, of provider: ProviderID) async throws {
    try await write(record, as: key(provider, record.delivery, Name.record))
  }

  /// The deliveries of a provider. One listing, and a read of each record that is not the version that was read before.
  package func deliveries(of provider: ProviderID) async throws -> KeptDeliveries {
    let known = recordCache[provider]
    var read: RecordCache.Entries = [:]
    var zips: [DeliveryID] = []
    var recorded: Set<DeliveryID> = []
    for info in try await store.list(prefix: deliveriesPrefix(provider)) {
      guard let (delivery, name) = parts(of: info.key, provider) else { continue }
      if name == Name.zip { zips.append(delivery) }
      guard name == Name.record else { continue }
      recorded.insert(delivery)
      if let entry = known[delivery], entry.version == info.version {
        read[delivery] = entry
      } else if let record = try await document(DeliveryRecord.self, info.key, version: info.version) {
        // `nil` if it was pruned since the listing.
        read[delivery] = (info.version, record)
      }
    }
    recordCache[provider] = read
    return KeptDeliveries(
      records: read.values.map(\.record).sorted { ($0.takenAt, $0.delivery) < ($1.takenAt, $1.delivery) },
      unrecorded: zips.filter { !recorded.contains($0) })
  }

  /// The records of `deliveries(of:)`.
  package func records(of provider: ProviderID) async throws -> [DeliveryRecord] {
    try await deliveries(of: provider).records
  }

  /// `now`, or the millisecond after the newest delivery: what is taken later is strictly later, whatever the clock does.
  package func nextTakenAt(of provider: ProviderID, now: Timestamp) async throws -> Timestamp {
    guard let newest = try await records(of: provider).last?.takenAt, newest >= now else { return now }
    return Timestamp(millisecondsSinceEpoch: newest.millisecondsSinceEpoch + 1)
  }

  package func manifest(of delivery: DeliveryID, _ provider: ProviderID) async throws -> DeliveryManifest? {
    try await document(DeliveryManifest.self, key(provider, delivery, Name.manifest))
  }

  package func write(_ manifest: DeliveryManifest, of provider: ProviderID) async throws {
    try await write(manifest, as: key(provider, manifest.delivery, Name.manifest))
  }

  package func report(of delivery: DeliveryID, _ provider: ProviderID) async throws -> ValidationReport? {
    try await document(ValidationReport.self, key(provider, delivery, Name.report))
  }

  package func write(_ report: ValidationReport, of provider: ProviderID) async throws {
    try await write(report, as: key(provider, report.delivery, Name.report))
  }

  /// The replay under way, or the one that a crash cut off.
  package func replay(of provider: ProviderID) async throws -> ReplayRecord? {
    try await document(ReplayRecord.self, replayKey(provider))
  }

  /// Notes the replay under way; `nil`: there is none any more.
  package func write(_ replay: ReplayRecord?, of provider: ProviderID) async throws {
    guard let replay else { return try await store.delete(replayKey(provider), version: nil) }
    try await write(replay, as: replayKey(provider))
  }

  func document<Value: Decodable>(
    _ type: Value.Type, _ key: ObjectKey, version: ObjectVersion? = nil
  ) async throws -> Value? {
    guard let data = try await store.data(key, version: version) else { return nil }
    return try JSONDocument.decode(type, from: data, what: "the document \(key) of the Seeder Watchfolder")
  }

  private func write(_ value: some Encodable, as key: ObjectKey) async throws {
    try await store.put(key, .data(JSONDocument.encode(value)))
  }

  /// The delivery and the name that a key is made of; `nil` for keys that are no delivery's.
  func parts(of key: ObjectKey, _ provider: ProviderID) -> (delivery: DeliveryID, name: String)? {
    let parts = key.name.split(separator: "/").map(String.init)
    guard parts.count == 4, parts[0] == provider.name, parts[1] == "deliveries",
      let delivery = DeliveryID(hex: parts[2])
    else { return nil }
    return (delivery, parts[3])
  }
}

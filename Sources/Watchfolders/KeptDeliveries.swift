import Domain

/// The deliveries of a provider as one listing of the Seeder Watchfolder shows them.
package struct KeptDeliveries: Sendable, Equatable {
  /// In the order in which they were taken.
  package let records: [DeliveryRecord]
  /// Backups whose record a crash kept from being written: deliveries to take up again, in order of their digests.
  package let unrecorded: [DeliveryID]
}

import Domain

extension Messages {
  /// The edition is built, but the edge cannot be purged of the one before it. Nobody has to do anything but the operators.
  package static func delayed(
    _ record: DeliveryRecord, reason: String, of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    Notification(
      key: key(record, "delayed"), kind: .failed, provider: provider, createdAt: now,
      subject: "Delivery \(record.delivery.short) waits to be published, through our fault; it is safe",
      body: """
        Your data is accepted and ready, but the cache in front of our service could not be emptied of what was published \
        before. So that nobody is served old and new answers side by side, what was published before stays online for now. \
        We try again until it works, and tell you then. There is nothing you need to do.

        \(facts(record))

        ## For the operators

        The edge was not purged:

        \(Wording.code(reason))

        1. Run `boxoffice doctor`, and look for `edge.tag` in the log.
        2. Mend the edge. What waits is published by itself within minutes.

        """)
  }
}

import Domain

/// The words of every message: pure functions of what happened.
///
/// Keys start with the moment that the message is about, so that they sort by it and name the event, not the attempt.
package enum Messages {
  /// An upload was seen and waits out its settle time.
  ///
  /// The key is that of a span as long as the settle time, at least a minute: who replaces the file all the time is told
  /// once in it, and fills neither the outbox nor anybody's mailbox.
  package static func settling(
    _ provider: ProviderID, bytes: Int64, lastChange: Timestamp, until: Timestamp, settleSeconds: Int, at now: Timestamp
  ) -> Notification {
    let span = Int64(max(settleSeconds, 60))
    let began = Timestamp(secondsSinceEpoch: lastChange.secondsSinceEpoch / span * span)
    return Notification(
      key: "\(began.compact)-settling", kind: .settling, provider: provider, createdAt: now,
      subject: "data.zip is seen and will be taken at \(until.readable)",
      body: """
        We see your `data.zip` (\(Wording.size(bytes)), last changed \(lastChange.readable)).

        Until \(until.readable) you may replace it or take it away; every change starts the waiting time of \
        \(Wording.duration(seconds: settleSeconds)) again. Then it is taken and checked. There is nothing you need to do.

        """)
  }

  /// A delivery was taken and is safe.
  package static func received(_ record: DeliveryRecord, of provider: ProviderID, at now: Timestamp) -> Notification {
    Notification(
      key: key(record, "received"), kind: .received, provider: provider, createdAt: now,
      subject: "Delivery \(record.delivery.short) is received (\(Wording.size(record.bytes)))",
      body: """
        We have taken your `data.zip` and keep a copy of it.

        \(facts(record))

        It is being checked now, row by row. A second message will say that the data is published, or what has to be \
        mended first. You may upload the next `data.zip` whenever you like.

        """)
  }

  /// The bytes are those of a delivery that is published or being worked on.
  package static func same(
    as earlier: DeliveryRecord, takenAgainAt takenAt: Timestamp, of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    let standing =
      if let edition = earlier.edition, earlier.state == .published {
        "is published as edition \(edition)"
      } else {
        "is being worked on"
      }
    return Notification(
      key: "\(takenAt.compact)-same-\(earlier.delivery.short)", kind: .received, provider: provider, createdAt: now,
      subject: "Same as delivery \(earlier.delivery.short): nothing new is made",
      body: """
        The `data.zip` that you uploaded is the same, byte for byte, as the delivery of \(earlier.takenAt.readable), \
        which \(standing). Nothing new is made, and nothing is lost.

        - SHA-256: `\(earlier.delivery)`

        If you meant to send newer data, check that the export is a new one, and upload that.

        """)
  }

  /// A newer delivery was published before this one was ready.
  package static func superseded(
    _ record: DeliveryRecord, by edition: EditionNumber, of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    // Not `failed`: nothing went wrong, and the provider's newest data is what is online.
    Notification(
      key: key(record, "superseded"), kind: .received, provider: provider, createdAt: now,
      subject: "Delivery \(record.delivery.short) is kept but not published: a newer one is online",
      body: """
        A delivery that you sent later is published as edition \(edition), so this one is kept but does not go online.

        \(facts(record))

        There is nothing you need to do. If this older data is what you want online, ask the operators.

        """)
  }

  /// We failed. The provider has nothing to mend, and is not asked to.
  package static func failed(
    _ record: DeliveryRecord, reason: String, keptAt path: String, of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    Notification(
      key: key(record, "failed"), kind: .failed, provider: provider, createdAt: now,
      subject: "Delivery \(record.delivery.short) could not be finished, through our fault; it is safe",
      body: """
        Something failed on our side. Your data is not the cause, it is kept, and you need not send it again. What was \
        published before stays online.

        \(facts(record))

        ## For the operators

        After \(Wording.count(record.attempts, "attempt")) the last reason was:

        \(Wording.code(reason))

        1. Look for `delivery.id` \(record.delivery.short) in the log, and run `boxoffice doctor`.
        2. Mend the cause.
        3. Take the kept delivery up again: `boxoffice ingest \(path) --provider \(provider)`.

        """)
  }

  static func key(_ record: DeliveryRecord, _ event: String) -> String {
    "\(record.takenAt.compact)-\(event)-\(record.delivery.short)"
  }

  static func facts(_ record: DeliveryRecord) -> String {
    """
    - Taken: \(record.takenAt.readable)
    - Size: \(Wording.size(record.bytes)) (\(Wording.count(record.bytes)) bytes)
    - SHA-256: `\(record.delivery)`
    """
  }
}

import Domain

extension Messages {
  /// No delivery came when one was expected. `last` is the newest one ever taken; `place` is where the provider uploads to.
  ///
  /// The key is that of the period, so that it is told once whenever and however often it is looked at.
  package static func overdue(
    _ overdue: RhythmStanding.Overdue, last: DeliveryRecord?, place: String, of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    let missing =
      if overdue.missed == 1 {
        "The `data.zip` that was expected by the end of \(overdue.since) (UTC) has not come."
      } else {
        "\(Wording.count(overdue.missed)) expected deliveries have not come: the first was due by the end of"
          + " \(overdue.since), the last by the end of \(overdue.newest) (UTC)."
      }
    return Notification(
      key: "\(overdue.newest.end.compact)-overdue", kind: .overdue, provider: provider, createdAt: now,
      subject: "No data.zip since \(overdue.since): a delivery is overdue",
      body: """
        \(missing) \(lastDelivery(last)) What was published before stays online, unchanged.

        ## For the provider

        1. Export the data, make a `data.zip` of all files, and upload it to \(Wording.code(place)).
        2. If you have uploaded it, check that it is named `data.zip` and lies in the right place. We have seen none.

        ## For the operators

        1. Ask the provider when it will come. Any delivery that is not rejected ends this.
        2. If it is expected at another time now: \
        `boxoffice provider set \(provider) rhythm.day=N`, or `boxoffice provider unset \(provider) rhythm`.

        """)
  }

  private static func lastDelivery(_ last: DeliveryRecord?) -> String {
    guard let last else { return "None has ever come." }
    let fate =
      last.state == .rejected ? "and was rejected; the message about it says what to mend" : "and was not rejected"
    return "The last one, \(last.delivery.short), was taken on \(last.takenAt.readable), \(fate)."
  }
}

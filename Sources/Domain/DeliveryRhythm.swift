/// How often a provider is expected to deliver: once a month, by the end (UTC) of a day of the month.
package struct DeliveryRhythm: Codable, Sendable, Equatable {
  /// How long an expected period is. There is one; a word in the document leaves room for others.
  package enum Period: String, Codable, Sendable, CaseIterable {
    case monthly
  }

  package var every: Period
  /// 1 to 31. In a month that is shorter, its last day.
  package var day: Int
  /// How long after the day's end a delivery is not called overdue yet.
  package var graceSeconds: Int
  /// When period or day were set. What was due before is nobody's fault, and never called overdue.
  package var since: Timestamp

  package static let lastDay = 31
  package static let defaultGraceSeconds = 86_400
  /// Half a month, so that a period's grace ends before its successor is due.
  package static let maxGraceSeconds = 14 * 86_400

  package init(
    every: Period = .monthly, day: Int = lastDay, graceSeconds: Int = defaultGraceSeconds, since: Timestamp
  ) {
    self.every = every
    self.day = day
    self.graceSeconds = graceSeconds
    self.since = since
  }
}

/// Whether a provider keeps its rhythm, at some moment.
package struct RhythmStanding: Codable, Sendable, Equatable {
  /// What did not come.
  package struct Overdue: Codable, Sendable, Equatable {
    /// The day by whose end the oldest missing delivery was expected.
    package let since: CalendarDate
    /// The day of the newest; the same if one is missing. It names the period that people are told of.
    package let newest: CalendarDate
    /// How many expected periods went by without a delivery.
    package let missed: Int

    package init(since: CalendarDate, newest: CalendarDate, missed: Int) {
      self.since = since
      self.newest = newest
      self.missed = missed
    }
  }

  /// `nil` while all is well.
  package let overdue: Overdue?
  /// The day by whose end the next delivery is expected; one that came early has moved it on.
  package let nextDue: CalendarDate
  /// When this answer may change without a delivery.
  package let nextDeadline: Timestamp
}

extension DeliveryRhythm {
  /// What the deliveries, by the moments they were taken, say at the moment `now`.
  ///
  /// - A period lasts from the deadline before it to its own; any delivery taken in it is enough.
  /// - A later one ends the overdue. It counts for the missed period alone if it is nearer to that one's day than to the
  ///   next, so that February's data two days late do not hide that March's are missing; otherwise for the next one too,
  ///   since every delivery is a complete snapshot.
  package func standing(deliveries: [Timestamp], at now: Timestamp) -> RhythmStanding {
    let deliveries = deliveries.filter { $0 <= now }.sorted()
    var due = firstDue
    var from = deadline(dueDay(monthsAfter: -1, due))
    var missed: [CalendarDate] = []
    while true {
      let deadline = deadline(due)
      let next = dueDay(monthsAfter: 1, due)
      let first = deliveries.first { $0 >= from }
      if let first, first < deadline {
        if now < deadline { return RhythmStanding(overdue: nil, nextDue: next, nextDeadline: self.deadline(next)) }
        missed = []
        from = deadline
      } else if now < deadline {
        return RhythmStanding(overdue: overdue(missed), nextDue: due, nextDeadline: deadline)
      } else {
        missed.append(due)
        from = deadline
        if let first, due.end.duration(to: first) < first.duration(to: next.end) {
          missed = []
          from = first.adding(.milliseconds(1))
        }
      }
      due = next
    }
  }

  /// The first day that ends after the rhythm was set.
  private var firstDue: CalendarDate {
    let today = CalendarDate(since)
    let due = CalendarDate(day: day, ofMonth: today.month, in: today.year)
    return due < today ? dueDay(monthsAfter: 1, due) : due
  }

  private func dueDay(monthsAfter months: Int, _ due: CalendarDate) -> CalendarDate {
    let month = due.year * 12 + due.month - 1 + months
    return CalendarDate(day: day, ofMonth: month % 12 + 1, in: month / 12)
  }

  private func deadline(_ due: CalendarDate) -> Timestamp { due.end.adding(.seconds(graceSeconds)) }

  private func overdue(_ missed: [CalendarDate]) -> RhythmStanding.Overdue? {
    guard let first = missed.first, let last = missed.last else { return nil }
    return RhythmStanding.Overdue(since: first, newest: last, missed: missed.count)
  }
}

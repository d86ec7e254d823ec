import Domain

/// One film, company or genre that came, went or changed between two editions, as it was on both sides.
package struct EditionChange: Sendable, Equatable {
  /// In the order in which changes of the same size are listed; the raw values are the names that the API takes.
  package enum Kind: String, CaseIterable, Sendable {
    case film, company, genre
  }

  /// In the order in which changes of the same size and kind are listed.
  package enum Change: String, CaseIterable, Sendable {
    case added, removed, changed
  }

  package let kind: Kind
  package let id: Int64
  /// `nil` for what was added.
  package let before: DiffRow?
  /// `nil` for what was removed.
  package let after: DiffRow?

  package var change: Change { before == nil ? .added : after == nil ? .removed : .changed }

  /// The title or name, as it is now or, of what went, as it was.
  package var name: String { (after ?? before)?.name ?? "" }

  /// By how many dollars budget and revenue differ together, whichever way; unknown counts as none.
  package var moneyUSD: UInt64 { DiffOrder.money.size(before, after) }
}

/// What a diff compares of a film, a company or a genre. A film has the figures of a group of which it is the only one.
package struct DiffRow: Sendable, Equatable {
  package let id: Int64
  package let name: String
  /// Of films only.
  package let releaseDate: String?
  package let status: String?
  package let figures: Figures
}

/// A figure by which changes can be looked for and ordered; the raw values are the names that the API takes.
package enum DiffFigure: String, CaseIterable, Sendable {
  case releases, budget, revenue, profit, averagePopularity, votes, averageRating

  /// Whole dollars or counts; means in millionths, rounded as they are shown.
  package func value(of figures: Figures) -> Int64? {
    switch self {
    case .releases: figures.releases
    case .budget: figures.budgetUSD
    case .revenue: figures.revenueUSD
    case .profit: figures.profitUSD
    case .averagePopularity: figures.averagePopularity?.millionths
    case .votes: figures.votes
    case .averageRating: figures.averageRating?.millionths
    }
  }

  package var isMean: Bool { self == .averagePopularity || self == .averageRating }

  /// What `after` is more than `before`, held at the ends of 64 bits. What is unknown, or not there, counts as nothing.
  package static func difference(_ before: Int64?, _ after: Int64?) -> Int64 {
    let (difference, overflow) = (after ?? 0).subtractingReportingOverflow(before ?? 0)
    return overflow ? ((after ?? 0) > (before ?? 0) ? .max : .min) : difference
  }
}

/// What makes a diff: which differences count, and how large each is.
package enum DiffOrder: Sendable, Hashable {
  /// Name, release date, status, releases and money count, and the larger the change in budget and revenue, the larger the
  /// change. Popularity and votes change for every film from month to month: by themselves they make nothing changed.
  case money
  /// One figure counts.
  case figure(DiffFigure)

  /// Whether two sides of something differ; at least one is there.
  func differs(_ before: DiffRow?, _ after: DiffRow?) -> Bool {
    switch self {
    case .money:
      guard let before, let after else { return true }
      let (old, new) = (before.figures, after.figures)
      return before.name != after.name || before.releaseDate != after.releaseDate || before.status != after.status
        || old.releases != new.releases || old.budgetUSD != new.budgetUSD || old.revenueUSD != new.revenueUSD
        || old.profitUSD != new.profitUSD
    case .figure(let figure):
      // Who is not there has no releases and no votes, which is no difference to who has none.
      return figure.value(of: before?.figures ?? Figures()) != figure.value(of: after?.figures ?? Figures())
    }
  }

  func size(_ before: DiffRow?, _ after: DiffRow?) -> UInt64 {
    func distance(_ figure: DiffFigure) -> UInt64 {
      let old = before.flatMap { figure.value(of: $0.figures) } ?? 0
      let new = after.flatMap { figure.value(of: $0.figures) } ?? 0
      return old > new ? UInt64(bitPattern: old &- new) : UInt64(bitPattern: new &- old)
    }
    switch self {
    case .figure(let figure): return distance(figure)
    case .money:
      // Each is below 2^64; together they are held at the largest number rather than let overflow.
      let (sum, overflow) = distance(.budget).addingReportingOverflow(distance(.revenue))
      return overflow ? .max : sum
    }
  }
}

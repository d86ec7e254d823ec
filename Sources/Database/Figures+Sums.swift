import Domain

extension Figures {
  /// One film's part in the figures of a group.
  package struct Film: Sendable, Equatable {
    package var budgetUSD: Int64?
    package var revenueUSD: Int64?
    package var popularityMillionths: Int64?
    package var votes: Int64
    package var ratingHalfSteps: Int64

    package init(
      budgetUSD: Int64?, revenueUSD: Int64?, popularityMillionths: Int64?, votes: Int64, ratingHalfSteps: Int64
    ) {
      self.budgetUSD = budgetUSD
      self.revenueUSD = revenueUSD
      self.popularityMillionths = popularityMillionths
      self.votes = votes
      self.ratingHalfSteps = ratingHalfSteps
    }
  }

  /// Counts a film. Throws `figures-overflow` when a sum leaves 64 bits.
  package mutating func add(_ film: Film) throws {
    try Self.add(1, to: &releases)
    if let budget = film.budgetUSD {
      try Self.add(budget, toKnown: &budgetUSD)
      knownBudget += 1
    }
    if let revenue = film.revenueUSD {
      try Self.add(revenue, toKnown: &revenueUSD)
      knownRevenue += 1
    }
    if let budget = film.budgetUSD, let revenue = film.revenueUSD {
      try Self.add(try Self.difference(revenue, budget), toKnown: &profitUSD)
      knownProfit += 1
    }
    if let popularity = film.popularityMillionths {
      try Self.add(popularity, to: &popularityMillionths)
      knownPopularity += 1
    }
    try Self.add(film.votes, to: &votes)
    try Self.add(film.ratingHalfSteps, to: &ratingHalfSteps)
  }

  /// Adds the figures of another group, which must have no film in common with this one.
  package mutating func add(_ other: Figures) throws {
    try Self.add(other.releases, to: &releases)
    if let value = other.budgetUSD { try Self.add(value, toKnown: &budgetUSD) }
    try Self.add(other.knownBudget, to: &knownBudget)
    if let value = other.revenueUSD { try Self.add(value, toKnown: &revenueUSD) }
    try Self.add(other.knownRevenue, to: &knownRevenue)
    if let value = other.profitUSD { try Self.add(value, toKnown: &profitUSD) }
    try Self.add(other.knownProfit, to: &knownProfit)
    try Self.add(other.popularityMillionths, to: &popularityMillionths)
    try Self.add(other.knownPopularity, to: &knownPopularity)
    try Self.add(other.votes, to: &votes)
    try Self.add(other.ratingHalfSteps, to: &ratingHalfSteps)
  }

  /// `left - right`, or `figures-overflow`.
  package static func difference(_ left: Int64, _ right: Int64) throws -> Int64 {
    let (value, overflow) = left.subtractingReportingOverflow(right)
    if overflow { throw overflowed }
    return value
  }

  /// `left * right`, or `figures-overflow`.
  package static func product(_ left: Int64, _ right: Int64) throws -> Int64 {
    let (value, overflow) = left.multipliedReportingOverflow(by: right)
    if overflow { throw overflowed }
    return value
  }

  /// Adds to a sum that is `nil` as long as nothing is known.
  package static func add(_ value: Int64, toKnown sum: inout Int64?) throws {
    var known = sum ?? 0
    try add(value, to: &known)
    sum = known
  }

  package static func add(_ value: Int64, to sum: inout Int64) throws {
    let (total, overflow) = sum.addingReportingOverflow(value)
    if overflow { throw overflowed }
    sum = total
  }

  private static var overflowed: BoxOfficeError {
    BoxOfficeError(
      code: "figures-overflow",
      message: "a sum over the films leaves 64 bits (9.2 quintillion), which the validator refuses as"
        + " 'totals-overflow'; send the delivery again so that it is validated by this version")
  }
}

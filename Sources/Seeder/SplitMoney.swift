import Database

/// A group's part of its films' money when each film's is divided equally among its groups.
package struct SplitMoney: Sendable, Equatable {
  package var budgetUSD: Int64?
  package var revenueUSD: Int64?
  package var profitUSD: Int64?

  package init() {}

  /// Adds the share of one film that has `count` groups. The first by position takes the dollars that remain, so that the
  /// shares of all groups add up to the film's money.
  mutating func add(_ film: Figures.Film, among count: Int64, isFirst: Bool) throws {
    func share(_ money: Int64) -> Int64 { money / count + (isFirst ? money % count : 0) }
    let budget = film.budgetUSD.map(share)
    let revenue = film.revenueUSD.map(share)
    if let budget { try Figures.add(budget, toKnown: &budgetUSD) }
    if let revenue { try Figures.add(revenue, toKnown: &revenueUSD) }
    if let budget, let revenue { try Figures.add(try Figures.difference(revenue, budget), toKnown: &profitUSD) }
  }
}

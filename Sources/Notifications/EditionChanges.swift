import Domain

/// What an edition has that the one before it had not, for the message `published`.
package struct EditionChanges: Sendable, Equatable {
  /// Things of one kind: how many there are now, and what became of them since the edition before.
  package struct Count: Sendable, Equatable {
    package let now: Int64
    package let added: Int64
    package let gone: Int64
    /// `nil` where a change cannot be told from one gone and one added, as with votes.
    package let changed: Int64?

    package init(now: Int64, added: Int64 = 0, gone: Int64 = 0, changed: Int64? = nil) {
      self.now = now
      self.added = added
      self.gone = gone
      self.changed = changed
    }
  }

  /// A film's budget or revenue, before and after; `nil` is unknown.
  package struct Money: Sendable, Equatable {
    package enum Figure: String, Sendable, Comparable {
      case budget
      case revenue

      package static func < (left: Figure, right: Figure) -> Bool { left.rawValue < right.rawValue }
    }

    package let movieID: Int64
    package let title: String
    package let figure: Figure
    package let before: Int64?
    package let after: Int64?

    package init(movieID: Int64, title: String, figure: Figure, before: Int64?, after: Int64?) {
      self.movieID = movieID
      self.title = title
      self.figure = figure
      self.before = before
      self.after = after
    }

    /// By how much the sums of the edition move: an unknown amount enters them as nothing.
    package var difference: Int64 { (after ?? 0).subtractingReportingOverflow(before ?? 0).partialValue }
  }

  /// The edition that was current before; `nil` for a provider's first one.
  package let previous: EditionNumber?
  package let films: Count
  package let companies: Count
  package let votes: Count
  /// The largest changes first, at most `moneyShown`.
  package let money: [Money]

  package static let moneyShown = 5

  /// `money` may come in any order and number: the largest are kept, ties by film and figure.
  package init(previous: EditionNumber?, films: Count, companies: Count, votes: Count, money: [Money] = []) {
    self.previous = previous
    self.films = films
    self.companies = companies
    self.votes = votes
    self.money = Self.largest(money)
  }

  /// The largest of `money`, as many as are shown; ties by film and figure.
  package static func largest(_ money: [Money]) -> [Money] {
    let sorted = money.filter { $0.before != $0.after }.sorted { left, right in
      let (leftSize, rightSize) = (left.difference.magnitude, right.difference.magnitude)
      if leftSize != rightSize { return leftSize > rightSize }
      return (left.movieID, left.figure) < (right.movieID, right.figure)
    }
    return Array(sorted.prefix(moneyShown))
  }
}

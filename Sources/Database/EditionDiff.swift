import Domain

/// What changed from one edition to another.
///
/// Popularity changes for every film from month to month, and so do votes: they are in the totals and make no film
/// "changed".
package struct EditionDiff: Sendable, Equatable {
  /// How many of one kind came, went and changed.
  package struct Counts: Sendable, Equatable {
    package var added = 0
    package var removed = 0
    package var changed = 0
    package init() {}
  }

  /// The sums over all years, every film counted once.
  package struct Totals: Sendable, Equatable {
    /// Films that count.
    package var figures = Figures()
    /// Films in all, also those that do not count.
    package var films = 0
    package var companies = 0
    package var genres = 0
    package init() {}
  }

  package let from: EditionNumber
  package let to: EditionNumber
  package var films = Counts()
  package var companies = Counts()
  package var genres = Counts()
  package var before = Totals()
  package var after = Totals()
  /// The largest change in money first, then by kind, then by id.
  package var changes: [EditionChange] = []
}

/// One film, company or genre that came, went or changed.
package struct EditionChange: Sendable, Equatable {
  /// In the order in which changes of the same money are listed.
  package enum Kind: String, CaseIterable, Sendable {
    case filmAdded, filmRemoved, filmChanged
    case companyAdded, companyRemoved, companyChanged
    case genreAdded, genreRemoved, genreChanged
  }

  /// A value before and after; of a film that came or went, only its known values, on one side.
  package struct Field: Sendable, Equatable {
    package enum Name: String, CaseIterable, Sendable {
      case title, releaseDate, status, budget, revenue, name
    }

    package let name: Name
    package let before: SQLValue
    package let after: SQLValue
  }

  package let kind: Kind
  package let id: Int64
  /// The title or name, as it is now or, of what went, as it was.
  package let name: String
  package let fields: [Field]
  /// By how many dollars budget and revenue differ together, whichever way; unknown counts as none. Companies and genres
  /// have 0, since their money is their films'.
  package let moneyUSD: UInt64

  package static func precedes(_ left: EditionChange, _ right: EditionChange) -> Bool {
    if left.moneyUSD != right.moneyUSD { return left.moneyUSD > right.moneyUSD }
    if left.kind != right.kind { return left.kind.rank < right.kind.rank }
    return left.id < right.id
  }
}

extension EditionChange.Kind {
  fileprivate var rank: Int {
    switch self {
    case .filmAdded: 0
    case .filmRemoved: 1
    case .filmChanged: 2
    case .companyAdded: 3
    case .companyRemoved: 4
    case .companyChanged: 5
    case .genreAdded: 6
    case .genreRemoved: 7
    case .genreChanged: 8
    }
  }
}

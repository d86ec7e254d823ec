import Domain

/// What changed from one edition to another: which films, companies and genres, by the size of their change.
///
/// An index, 24 bytes a change, from which pages of changes are read out of the two editions: a comparison of months in
/// which each of 45,000 films and 24,000 companies changed takes 1.7 MB, and a page costs the same wherever it is.
package struct EditionDiff: Sendable, Equatable {
  /// How many of one kind came, went and changed.
  package struct Counts: Sendable, Equatable {
    package var added = 0
    package var removed = 0
    package var changed = 0
    package init() {}

    package subscript(change: EditionChange.Change) -> Int {
      get {
        switch change {
        case .added: added
        case .removed: removed
        case .changed: changed
        }
      }
      set {
        switch change {
        case .added: added = newValue
        case .removed: removed = newValue
        case .changed: changed = newValue
        }
      }
    }
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

  /// The place of a change among all: where a page ends, and the next one starts.
  package struct Key: Sendable, Equatable {
    /// What the changes are ordered by: the largest first.
    package let size: UInt64
    package let kind: EditionChange.Kind
    package let change: EditionChange.Change
    package let id: Int64

    package init(size: UInt64, kind: EditionChange.Kind, change: EditionChange.Change, id: Int64) {
      self.size = size
      self.kind = kind
      self.change = change
      self.id = id
    }
  }

  /// One change, as small as it can be.
  struct Entry: Sendable, Equatable {
    let size: UInt64
    let id: Int64
    /// Kind and change in one byte, in their order.
    let rank: UInt8

    static func precedes(_ left: Entry, _ right: Entry) -> Bool {
      if left.size != right.size { return left.size > right.size }
      if left.rank != right.rank { return left.rank < right.rank }
      return left.id < right.id
    }
  }

  package let from: EditionNumber
  package let to: EditionNumber
  package let order: DiffOrder
  package var films = Counts()
  package var companies = Counts()
  package var genres = Counts()
  package var before = Totals()
  package var after = Totals()
  /// Sorted.
  var entries: [Entry] = []

  init(from: EditionNumber, to: EditionNumber, order: DiffOrder) {
    self.from = from
    self.to = to
    self.order = order
  }

  /// All changes.
  package var count: Int { entries.count }

  package subscript(kind: EditionChange.Kind) -> Counts {
    get {
      switch kind {
      case .film: films
      case .company: companies
      case .genre: genres
      }
    }
    set {
      switch kind {
      case .film: films = newValue
      case .company: companies = newValue
      case .genre: genres = newValue
      }
    }
  }
}

/// Which changes of a diff are wanted; all of what is `nil`.
package struct DiffFilter: Sendable, Equatable {
  package var kind: EditionChange.Kind?
  package var change: EditionChange.Change?

  package init(kind: EditionChange.Kind? = nil, change: EditionChange.Change? = nil) {
    self.kind = kind
    self.change = change
  }
}

extension EditionDiff.Entry {
  init(_ key: EditionDiff.Key) {
    self.init(size: key.size, id: key.id, kind: key.kind, change: key.change)
  }

  init(size: UInt64, id: Int64, kind: EditionChange.Kind, change: EditionChange.Change) {
    let kinds = EditionChange.Kind.allCases.firstIndex(of: kind)!
    let changes = EditionChange.Change.allCases.firstIndex(of: change)!
    self.init(size: size, id: id, rank: UInt8(kinds * EditionChange.Change.allCases.count + changes))
  }

  var kind: EditionChange.Kind { .allCases[Int(rank) / EditionChange.Change.allCases.count] }
  var change: EditionChange.Change { .allCases[Int(rank) % EditionChange.Change.allCases.count] }
}

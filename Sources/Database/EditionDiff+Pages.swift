import Domain

extension EditionDiff {
  /// How many changes a filter lets through.
  package func count(_ filter: DiffFilter) -> Int {
    EditionChange.Kind.allCases.filter { $0 == filter.kind ?? $0 }.reduce(0) { sum, kind in
      EditionChange.Change.allCases.filter { $0 == filter.change ?? $0 }.reduce(sum) { $0 + self[kind][$1] }
    }
  }

  /// The changes after `key`, the largest first: up to `limit`, read from the two editions that were compared.
  ///
  /// A place is found by halving; looking for the rare among 70,000 takes less than a millisecond.
  package func changes(
    _ filter: DiffFilter = DiffFilter(), after key: Key? = nil, limit: Int, old: any EditionReader,
    new: any EditionReader
  ) async throws -> [EditionChange] {
    let start = key.map { place(after: Entry($0)) } ?? 0
    var page: [Entry] = []
    for entry in entries[start...] {
      if page.count == limit { break }
      guard filter.kind ?? entry.kind == entry.kind, filter.change ?? entry.change == entry.change else { continue }
      page.append(entry)
    }
    var changes: [EditionChange?] = Array(repeating: nil, count: page.count)
    for kind in EditionChange.Kind.allCases {
      let places = page.indices.filter { page[$0].kind == kind }
      let removed = places.filter { page[$0].change != .added }.map { page[$0].id }
      let added = places.filter { page[$0].change != .removed }.map { page[$0].id }
      let before = try await old.diffRows(of: kind, ids: removed)
      let after = try await new.diffRows(of: kind, ids: added)
      for place in places {
        let id = page[place].id
        changes[place] = EditionChange(kind: kind, id: id, before: before[id], after: after[id])
      }
    }
    return changes.compactMap { $0 }
  }

  /// Where the page starts that follows this change.
  package func key(of change: EditionChange) -> Key {
    Key(size: order.size(change.before, change.after), kind: change.kind, change: change.change, id: change.id)
  }

  private func place(after entry: Entry) -> Int {
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if Entry.precedes(entry, entries[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

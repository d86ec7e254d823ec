import CSVReading
import Domain

/// Settles the elements of a film's lists, and notes what was odd about them.
struct ListNotes {
  let row: TableRow
  let log: any RecordLog

  /// Leaves each id once, at its first place, under the first name it has in the file, bounded like any text.
  func settle(_ elements: inout [NamedID], column: String, names: inout NameBook) {
    dropRepeated(&elements, column: column)
    for position in elements.indices {
      let kept = KeptText(elements[position].name)
      if kept.isShortened {
        note(.valueShortened, column, value: kept.text, "A name is cut to \(KeptText.maxBytes) bytes.")
      }
      let id = elements[position].id
      let name = names.standing(kept.text, of: id)
      if name != kept.text {
        note(
          .nameDiffers, column, value: kept.text,
          "Id \(id) has the name '\(FindingValue.shown(name))' earlier in the file; that one is served.")
      }
      elements[position].name = name
    }
  }

  private func dropRepeated(_ elements: inout [NamedID], column: String) {
    guard hasRepeated(elements) else { return }
    var seen = Set<Int64>()
    elements.removeAll { element in
      guard !seen.insert(element.id).inserted else { return false }
      note(
        .duplicateListElement, column, value: element.name,
        "Id \(element.id) stands in the list more than once; it counts once.")
      return true
    }
  }

  /// Comparing each with each is quicker than a set for the few that a film has: real lists end at 26.
  private func hasRepeated(_ elements: [NamedID]) -> Bool {
    guard elements.count <= 32 else { return true }
    for index in elements.indices.dropFirst() {
      for earlier in 0..<index where elements[earlier].id == elements[index].id { return true }
    }
    return false
  }

  private func note(
    _ code: FindingCode, _ column: String, value: @autoclosure () -> String, _ message: @autoclosure () -> String
  ) {
    log.note(code, row.finding(code, column: column, value: value(), message()))
  }
}

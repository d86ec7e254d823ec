import CSVReading
import Domain

/// Settles the elements of a film's lists, and notes what was odd about them.
struct ListNotes {
  let row: TableRow
  let log: any RecordLog

  /// Each id once, at its first place, under the first name it has in the file, bounded like any text.
  func settle(
    _ list: borrowing NamedIDList, column: String, names: inout NameBook, into elements: inout [NamedID]
  ) {
    elements.removeAll(keepingCapacity: true)
    let mayRepeat = mayRepeat(list.elements)
    var seen = Set<Int64>()
    for element in list.elements {
      let bytes = list.name(of: element)
      if mayRepeat, !seen.insert(element.id).inserted {
        note(
          .duplicateListElement, column, value: String(decoding: bytes, as: UTF8.self),
          "Id \(element.id) stands in the list more than once; it counts once.")
        continue
      }
      let name = names.standing(bytes, of: element.id) ?? settle(bytes, of: element.id, column: column, names: &names)
      elements.append(NamedID(id: element.id, name: name))
    }
  }

  /// A name that is new, or not the first of its id.
  private func settle(
    _ bytes: UnsafeRawBufferPointer, of id: Int64, column: String, names: inout NameBook
  ) -> String {
    let kept = KeptText(bytes)
    if kept.isShortened {
      note(.valueShortened, column, value: kept.text, "A name is cut to \(KeptText.maxBytes) bytes.")
    }
    let name = names.standing(kept.text, of: id)
    if name != kept.text {
      note(
        .nameDiffers, column, value: kept.text,
        "Id \(id) has the name '\(FindingValue.shown(name))' earlier in the file; that one is served.")
    }
    return name
  }

  /// Comparing each with each is quicker than a set for the few that a film has: real lists end at 26.
  private func mayRepeat(_ elements: [NamedIDList.Element]) -> Bool {
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

import Domain

extension Messages {
  /// The delivery is online. `report` is the delivery's; `files` are the places of the report and of the records put
  /// aside.
  package static func published(
    _ record: DeliveryRecord, edition: EditionNumber, changes: EditionChanges, report: ValidationReport?,
    files: [String], of provider: ProviderID, at now: Timestamp
  ) -> Notification {
    var body = """
      Your data is checked and online as edition \(edition).

      \(facts(record))


      """
    body += table(changes)
    body += money(changes)
    if let report {
      let aside = report.files.reduce(0) { $0 + $1.quarantined }
      let effect =
        switch aside {
        case 0: "No record had to be put aside."
        case 1: "1 record was put aside; it is not in the figures."
        default: "\(Wording.count(aside)) records were put aside; they are not in the figures."
        }
      body += "\n## The check\n\nFound: \(counts(report)). \(effect)\n"
    }
    if !files.isEmpty {
      body += "\n"
      for file in files { body += "- \(Wording.code(file))\n" }
    }
    return Notification(
      key: key(record, "published"), kind: .published, provider: provider, createdAt: now,
      subject: "Edition \(edition) is published", body: body)
  }

  private static func table(_ changes: EditionChanges) -> String {
    let rows = [("films", changes.films), ("companies", changes.companies), ("votes", changes.votes)]
    guard let previous = changes.previous else {
      var text = "It is your first edition.\n\n| | now |\n|---|---:|\n"
      for (name, count) in rows { text += "| \(name) | \(Wording.count(count.now)) |\n" }
      return text
    }
    var text = "## What changed since edition \(previous)\n\n"
    text += "| | now | added | gone | changed |\n|---|---:|---:|---:|---:|\n"
    for (name, count) in rows {
      let changed = count.changed.map { Wording.count($0) } ?? "–"
      text += "| \(name) | \(Wording.count(count.now)) | \(Wording.count(count.added)) | \(Wording.count(count.gone)) "
      text += "| \(changed) |\n"
    }
    return text
  }

  private static func money(_ changes: EditionChanges) -> String {
    guard changes.previous != nil else { return "" }
    if changes.money.isEmpty { return "\nNo film's budget or revenue changed.\n" }
    var text = "\nThe largest changes in money:\n\n"
    for change in changes.money {
      let sign = change.difference < 0 ? "" : "+"
      text += "- \(Wording.code(change.title)) (\(change.movieID)), \(change.figure.rawValue): "
      text += "\(Wording.money(change.before)) → \(Wording.money(change.after)) "
      text += "(\(sign)\(Wording.money(change.difference)))\n"
    }
    return text
  }
}

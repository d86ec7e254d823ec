import Database
import Domain
import InputValidator
import Pipeline

/// A replay as a person reads it.
enum ReplayText {
  static func render(_ replay: Replay, of provider: ProviderID) -> String {
    let report = replay.report
    var lines = ["delivery \(replay.record.delivery.short) of \(provider), taken \(replay.record.takenAt)"]
    lines.append(
      "  \(report.verdict.rawValue) by today's rules: \(Numbers.counted(report.count(of: .error), "error")), "
        + "\(Numbers.counted(report.count(of: .warning), "warning"))")
    if replay.fate == .rejected {
      for finding in report.findings where finding.severity == .error {
        lines.append("  \(finding.code.rawValue): \(finding.why)")
      }
    }
    if let comparison = replay.comparison { lines += difference(comparison) }
    if let edition = replay.edition { lines.append("  \(fate(replay.fate, edition, provider))") }
    return lines.joined(separator: "\n")
  }

  private static func fate(_ fate: Replay.Fate, _ edition: EditionRecord, _ provider: ProviderID) -> String {
    switch fate {
    case .published: "edition \(edition.number) is published"
    case .kept:
      "edition \(edition.number) is kept unpublished; `boxoffice rollback \(edition.number) --provider \(provider)` makes it"
        + " current"
    case .removed, .rejected: "edition \(edition.number) is removed again; --publish makes it current, --keep keeps it"
    }
  }

  private static func difference(_ comparison: Replay.Comparison) -> [String] {
    let diff = comparison.diff
    var lines = ["  edition \(diff.to) against edition \(diff.from):"]
    if diff.count == 0, diff.before == diff.after { return lines + ["    no difference"] }
    let rows: [(String, Int, EditionDiff.Counts)] = [
      ("films", diff.after.films, diff.films), ("companies", diff.after.companies, diff.companies),
      ("genres", diff.after.genres, diff.genres),
    ]
    for (name, now, counts) in rows {
      lines.append(
        "    \(name): \(Numbers.grouped(now)) (\(Numbers.grouped(counts.added)) added, "
          + "\(Numbers.grouped(counts.removed)) gone, \(Numbers.grouped(counts.changed)) changed)")
    }
    let (before, after) = (diff.before.figures, diff.after.figures)
    for figure in [DiffFigure.releases, .budget, .revenue, .votes] {
      lines += amounts(figure.rawValue, figure, before, after).map { "    \($0)" }
    }
    if !comparison.changes.isEmpty { lines.append("    the largest changes:") }
    for change in comparison.changes { lines.append("      \(line(change))") }
    let rest = diff.count - comparison.changes.count
    if rest > 0 { lines.append("      and \(Numbers.grouped(rest)) more") }
    return lines
  }

  private static func line(_ change: EditionChange) -> String {
    var parts: [String] = []
    if let before = change.before, let after = change.after, before.name != after.name {
      parts.append("was \(VisibleText.of(before.name))")
    }
    func side(_ name: String, _ value: (DiffRow) -> String?) {
      let (old, new) = (change.before.flatMap(value), change.after.flatMap(value))
      if old != new { parts.append("\(name) \(shown(old)) → \(shown(new))") }
    }
    if change.change == .changed {
      side("release date") { $0.releaseDate }
      side("status") { $0.status }
    }
    for figure in [DiffFigure.releases, .budget, .revenue] {
      parts += amounts(figure.rawValue, figure, change.before?.figures, change.after?.figures)
    }
    let what = "\(change.change.rawValue) \(change.kind.rawValue) \(change.id) \(VisibleText.of(change.name))"
    return parts.isEmpty ? what : "\(what): \(parts.joined(separator: ", "))"
  }

  /// `revenue 5 → 7 (+2)`; nothing if both are the same.
  private static func amounts(
    _ name: String, _ figure: DiffFigure, _ before: Figures?, _ after: Figures?
  ) -> [String] {
    let old = before.flatMap(figure.value)
    let new = after.flatMap(figure.value)
    guard old != new else { return [] }
    let difference = DiffFigure.difference(old, new)
    func number(_ value: Int64?) -> String { value.map { Numbers.grouped($0) } ?? "none" }
    return ["\(name) \(number(old)) → \(number(new)) (\(difference < 0 ? "" : "+")\(Numbers.grouped(difference)))"]
  }

  private static func shown(_ text: String?) -> String { text.map(VisibleText.of) ?? "none" }
}

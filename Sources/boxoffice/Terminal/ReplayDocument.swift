import Database
import Domain
import Pipeline

/// Replays as a program reads them.
struct ReplayDocument: Encodable {
  struct Delivery: Encodable {
    let delivery: DeliveryID
    /// When it was taken then.
    let takenAt: Timestamp
    let verdict: ValidationReport.Verdict
    let errors: Int
    let warnings: Int
    /// The shadow edition; `nil` if the delivery is rejected.
    let edition: EditionNumber?
    let fate: Replay.Fate
    let diff: Diff?
  }

  struct Diff: Encodable {
    let from: EditionNumber
    let to: EditionNumber
    let changes: Int
    let films: Counts
    let companies: Counts
    let genres: Counts
    let figures: [String: Amounts]
    let largest: [Change]
  }

  struct Counts: Encodable {
    let added: Int
    let removed: Int
    let changed: Int

    init(_ counts: EditionDiff.Counts) {
      (added, removed, changed) = (counts.added, counts.removed, counts.changed)
    }
  }

  struct Change: Encodable {
    let kind: String
    let change: String
    let id: Int64
    let name: String
    let previousName: String?
    /// Those that differ, by name.
    let figures: [String: Amounts]
  }

  /// Means are in millionths.
  struct Amounts: Encodable {
    let before: Int64?
    let after: Int64?
    let difference: Int64

    init?(_ figure: DiffFigure, _ before: Figures?, _ after: Figures?) {
      self.before = before.flatMap(figure.value)
      self.after = after.flatMap(figure.value)
      if self.before == self.after { return nil }
      difference = DiffFigure.difference(self.before, self.after)
    }

    /// All figures that differ, by the names that the API gives them; means with what they are counted in.
    static func all(_ before: Figures?, _ after: Figures?) -> [String: Amounts] {
      DiffFigure.allCases.reduce(into: [:]) { amounts, figure in
        let name = figure.isMean ? figure.rawValue + "Millionths" : figure.rawValue
        amounts[name] = Amounts(figure, before, after)
      }
    }
  }

  let provider: ProviderID
  let replays: [Delivery]

  init(_ provider: ProviderID, _ replays: [Replay]) {
    self.provider = provider
    self.replays = replays.map { replay in
      Delivery(
        delivery: replay.record.delivery, takenAt: replay.record.takenAt, verdict: replay.report.verdict,
        errors: replay.report.count(of: .error), warnings: replay.report.count(of: .warning),
        edition: replay.edition?.number, fate: replay.fate, diff: replay.comparison.map(Self.diff))
    }
  }

  private static func diff(_ comparison: Replay.Comparison) -> Diff {
    let diff = comparison.diff
    return Diff(
      from: diff.from, to: diff.to, changes: diff.count, films: Counts(diff.films), companies: Counts(diff.companies),
      genres: Counts(diff.genres), figures: Amounts.all(diff.before.figures, diff.after.figures),
      largest: comparison.changes.map { change in
        Change(
          kind: change.kind.rawValue, change: change.change.rawValue, id: change.id, name: change.name,
          previousName: change.before.flatMap { before in
            change.after.flatMap { $0.name == before.name ? nil : before.name }
          },
          figures: Amounts.all(change.before?.figures, change.after?.figures))
      })
  }
}

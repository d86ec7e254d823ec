import Domain

/// What became of a delivery.
package struct ValidationOutcome: Sendable {
  package let report: ValidationReport
  /// `rejected-….csv` of the files that have quarantined records.
  package let rejectedFiles: [(name: String, path: String)]
  /// What the next stages read; `nil` when the delivery is rejected.
  package let accepted: AcceptedTables?
}

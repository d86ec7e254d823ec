import Domain

/// What became of a delivery.
package struct ValidationOutcome: Sendable {
  package let report: ValidationReport
  /// `rejected-….csv` of the files that have quarantined records.
  package let rejectedFiles: [(name: String, path: String)]
  /// `….csv.gz` of the files that were accepted; empty when the delivery is rejected.
  package let acceptedFiles: [(name: String, path: String)]
  /// The links.csv that joined the votes; `nil` when none did.
  package let links: DeliveryManifest.LinksUsed?

  package init(
    report: ValidationReport, rejectedFiles: [(name: String, path: String)],
    acceptedFiles: [(name: String, path: String)], links: DeliveryManifest.LinksUsed?
  ) {
    self.report = report
    self.rejectedFiles = rejectedFiles
    self.acceptedFiles = acceptedFiles
    self.links = links
  }
}

import Domain

/// The checks of a delivery as a whole, in the order they run. What is wrong with single records is said by the readers.
enum Checks {
  /// Judges which files are there, before any is read.
  typealias OfSelection = @Sendable (FileSelection, ValidationContext, FindingLog) -> Void
  /// Judges what all files said together, after they were read.
  typealias OfDelivery = @Sendable (DeliveryFacts, FindingLog) -> Void

  static let ofSelection: [OfSelection] = [
    RequiredFiles.check,
    DuplicateFiles.check,
    FolderLayout.check,
    IgnoredFiles.check,
    LinksAvailable.check,
  ]

  static let ofDelivery: [OfDelivery] = [
    DataRows.check,
    QuarantineTolerance.check,
    SuspiciousShrink.check,
    TotalsOverflow.check,
    LinksCoverage.check,
  ]
}

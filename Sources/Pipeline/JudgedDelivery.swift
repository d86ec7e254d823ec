import DataParser
import Domain
import InputValidator

/// What the one pass over a zip made of it, before anything of it is kept.
struct JudgedDelivery {
  let outcome: ValidationOutcome
  /// Worthless unless the delivery is accepted.
  let model: ModelBuilder
  /// Those that were applied.
  let settings: ProviderSettings
  /// Holds the files that the outcome names.
  let scratch: ScratchFolder
}

import DataParser
import Domain
import InputValidator

/// What the one pass over a zip made of it, before anything of it is kept.
struct JudgedDelivery {
  let outcome: ValidationOutcome
  /// `nil` unless the delivery is accepted.
  let model: CollectedModel?
  /// The files of the model, if they lie in the scratch folder already.
  var modelParts: [DeliveryManifest.Part]?
  /// Those that were applied.
  let settings: ProviderSettings
  /// Holds the files that the outcome names.
  let scratch: ScratchFolder
}

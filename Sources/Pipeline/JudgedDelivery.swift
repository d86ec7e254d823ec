import DataParser
import Domain
import InputValidator

/// What the one pass over a zip made of it, before anything of it is kept.
struct JudgedDelivery {
  let outcome: ValidationOutcome
  /// Worthless unless the delivery is accepted. It can be written once.
  let model: ModelBuilder
  /// The files of the model, if they lie in the scratch folder already.
  var modelParts: [DeliveryManifest.Part]?
  /// Those that were applied.
  let settings: ProviderSettings
  /// Holds the files that the outcome names.
  let scratch: ScratchFolder

  /// Writes the six files of the model into the scratch folder, unless they are there.
  func writtenModel() throws -> [DeliveryManifest.Part] { try modelParts ?? model.write(to: scratch.path) }
}

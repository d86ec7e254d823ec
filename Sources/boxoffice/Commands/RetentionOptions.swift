import ArgumentParser
import Domain

/// How much is kept of a provider, for commands that change its settings.
struct RetentionOptions: ParsableArguments {
  @Option(help: "How many editions and deliveries are kept (default: 24).")
  var keep: Int?

  @Option(
    help: "For how many days deliveries are kept, however many; 0 keeps them by number again (default: by number).")
  var deliveryDays: Int?

  @Flag(inversion: .prefixedNo, help: "Prune by itself after each publication (default: --no-auto-prune).")
  var autoPrune: Bool?

  /// Changes what was given.
  func apply(to retention: inout ProviderSettings.Retention) throws {
    if let keep {
      guard keep >= 1 else { throw UsageError("--keep must be at least 1") }
      retention.keep = keep
    }
    if let deliveryDays {
      guard (0...36_500).contains(deliveryDays) else { throw UsageError("--delivery-days takes 0 to 36500") }
      retention.deliveryDays = deliveryDays == 0 ? nil : deliveryDays
    }
    if let autoPrune { retention.isAutomatic = autoPrune }
  }
}

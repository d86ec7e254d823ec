import Domain
import Watchfolders

/// What a person asks for with `KEY=VALUE …`.
struct SettingsChange {
  let changes: [ProviderSettings.Change]

  /// From arguments of the form KEY=VALUE.
  init(assignments: [String]) throws {
    changes = try assignments.map { text in
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty else {
        throw UsageError("'\(text)' sets nothing: write KEY=VALUE, for instance settle=30m")
      }
      return (parts[0], parts[1])
    }
  }

  init(unset keys: [String]) { changes = keys.map { ($0, nil) } }

  /// The settings after the changes, as far as this installation allows them.
  func applied(
    to settings: ProviderSettings, of provider: ProviderID, _ configuration: AppConfiguration
  ) throws -> ProviderSettings {
    let changed: ProviderSettings
    do {
      changed = try settings.changed(by: changes, at: .now())
    } catch {
      throw UsageError(error.description)
    }
    if configuration.isProduction, let settle = changed.settleSeconds, settle != settings.settleSeconds {
      try AppConfiguration.checkProductionSettle(.seconds(settle), of: "the settle time of \(provider)")
    }
    return changed
  }
}

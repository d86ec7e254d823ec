import Domain
import Watchfolders

extension SeederWatchfolder {
  /// Replaces the settings by these, whatever they are.
  package func write(_ settings: ProviderSettings, of provider: ProviderID) async throws {
    try await changeSettings(of: provider, at: takenAt) { _ in settings }
  }
}

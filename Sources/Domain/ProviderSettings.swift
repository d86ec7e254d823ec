/// What an operator may set for one provider. Kept beside the provider's deliveries; its digest is in every manifest.
///
/// `ProviderSetting` has the names under which a person sets each.
package struct ProviderSettings: Codable, Sendable, Equatable {
  /// What people call the provider, and whose data it is.
  package var title: String?
  package var description: String?
  /// Seconds without a change before an upload is taken; `nil` means the installation's default.
  package var settleSeconds: Int?
  package var tolerance = Tolerance()
  /// Severities that differ from the catalogue's. Quarantining codes stay quarantining: only what is reported changes,
  /// and `error` rejects the delivery. Codes that are always errors (`FindingCode.isAlwaysError`) cannot be lowered.
  package var severities: [String: Severity] = [:]
  package var retention = Retention()
  package var archive = Archive()
  package var contacts = Contacts()
  /// `nil` if deliveries come whenever they come.
  package var rhythm: DeliveryRhythm?
  /// Who may read what is published; `nil` means everybody.
  package var access: ProviderAccess?

  package init() {}

  /// How much may be wrong before a delivery is rejected.
  package struct Tolerance: Codable, Sendable, Equatable {
    /// Quarantined records of a file, in millionths of its records: 10,000 is 1 %. Integers keep the rule exact.
    package var quarantinedPerMillion = 10_000
    /// Films, in millionths of the current edition's, below which a delivery is `suspicious-shrink`: 500,000 is half.
    package var minimumFilmsPerMillion = 500_000
    package init() {}
  }

  /// How large a `data.zip` may be, where it differs from the installation's limits; see `ArchiveLimits`.
  package struct Archive: Codable, Sendable, Equatable {
    package var maxEntries: Int?
    package var maxRatio: Int?
    package var ratioFreeBytes: Int64?
    package var maxUnpackedBytes: Int64?
    package init() {}
  }

  /// The severity of a code under these settings.
  package func severity(of code: FindingCode) -> Severity {
    code.isAlwaysError ? .error : severities[code.rawValue] ?? code.entry.severity
  }
}

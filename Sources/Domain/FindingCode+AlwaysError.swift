extension FindingCode {
  /// Whether no setting can make the code less than an error: without the file, the column or whole sums there is nothing
  /// right to publish. The two limits that are a matter of judgement, `too-many-quarantined` and `suspicious-shrink`, may be
  /// lowered for a provider.
  package var isAlwaysError: Bool {
    switch self {
    case .tooManyQuarantined, .suspiciousShrink: false
    default: entry.severity == .error
    }
  }
}

/// What a finding does to the delivery.
package enum Severity: String, Codable, Sendable, Comparable, CaseIterable {
  /// Worth knowing; nothing is lost.
  case info
  /// A record is quarantined or a value is left out; the delivery goes on.
  case warning
  /// The delivery is rejected; the current edition stays.
  case error

  package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

  private var rank: Int {
    switch self {
    case .info: 0
    case .warning: 1
    case .error: 2
    }
  }
}

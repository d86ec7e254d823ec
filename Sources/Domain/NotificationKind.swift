/// What a message is about.
package enum NotificationKind: String, Codable, Sendable, CaseIterable {
  case received
  case settling
  case rejected
  case published
  case failed
  case overdue
  /// Asked for by an operator (`boxoffice notify test`); it says nothing about a delivery, and goes to everybody.
  case test

  /// What `list` reads.
  package static let form = "of \(choices.map(\.rawValue).joined(separator: ", ")), several with commas between them"

  private static let choices = allCases.filter { $0 != .test }

  /// `rejected,failed`; `nil` for anything else, or for one that is named twice.
  package static func list(_ text: String) -> [NotificationKind]? {
    let words = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
    let kinds = words.compactMap { word in choices.first { $0.rawValue == word } }
    return kinds.count == words.count && Set(kinds).count == kinds.count ? kinds : nil
  }
}

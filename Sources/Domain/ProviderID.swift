/// Who delivers data: `[a-z0-9][a-z0-9-]{0,39}`.
///
/// Everything that belongs to a provider (watchfolder, deliveries, settings, editions, tags) is kept under this name,
/// so that nothing of one provider reaches another.
package struct ProviderID: Hashable, Sendable, Comparable, CustomStringConvertible {
  package let name: String

  /// Returns `nil` when `name` is not of the form above.
  package init?(_ name: String) {
    let bytes = Array(name.utf8)
    func isAlphanumeric(_ byte: UInt8) -> Bool {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    guard let first = bytes.first, isAlphanumeric(first), bytes.count <= 40,
      bytes.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
    else { return nil }
    self.name = name
  }

  /// The provider of an installation that has only one.
  package static let `default` = ProviderID("default")!

  package var description: String { name }

  package static func < (left: ProviderID, right: ProviderID) -> Bool { left.name < right.name }
}

extension ProviderID: CodedAsText {
  package static var form: String { "a provider name: [a-z0-9][a-z0-9-]{0,39}" }

  package init?(text: String) { self.init(text) }
}

/// Why a list could not be read, and where.
package struct ListFault: Error, Equatable {
  package enum Kind: Sendable {
    /// Neither a Python literal nor JSON, or not a list of objects with `id` and `name`.
    case invalid
    /// Nested deeper than `NamedIDList.maxDepth`.
    case tooDeep
  }

  package let kind: Kind
  /// Bytes from the start of the text to what is wrong.
  package let offset: Int
  /// What is wrong there, without the offset.
  package let message: String

  package init(kind: Kind, offset: Int, message: String) {
    self.kind = kind
    self.offset = offset
    self.message = message
  }
}

/// A token that the functions of the edge take: never logged or described.
package struct EdgeToken: Sendable, CustomStringConvertible, CustomReflectable {
  package let text: String
  /// How long it holds.
  package let seconds: Int

  package var description: String { "(a token)" }
  package var customMirror: Mirror { Mirror(self, children: []) }
}

/// One thing that `boxoffice doctor` looked at, mostly in an engine.
package struct EngineCheck: Sendable, Equatable, Encodable {
  package let name: String
  package let isWell: Bool
  /// What is there; or what is wrong, and how to mend it.
  package let detail: String

  package init(name: String, isWell: Bool, detail: String) {
    self.name = name
    self.isWell = isWell
    self.detail = detail
  }
}

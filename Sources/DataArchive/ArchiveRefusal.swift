import Domain

/// A zip that is not read, by the name of what is wrong with it.
package struct ArchiveRefusal: Error, CustomStringConvertible {
  package let finding: Finding

  package init(finding: Finding) { self.finding = finding }

  /// About the zip as a whole, or about the entry `name`.
  init(_ code: FindingCode, entry name: String? = nil, _ message: String, fix: String? = nil) {
    finding = Finding(code, file: name.map(FindingValue.shown) ?? ZipArchive.fileName, message: message, fix: fix)
  }

  package var description: String { "\(finding.file): \(finding.message) [\(finding.code.rawValue)]" }
}

import Foundation
import InputValidator
import Testing

@Suite("docs/findings.md")
struct FindingsDocumentTests {
  @Test("is the catalogue of the code")
  func matchesCode() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/findings.md")
    let expected = FindingCatalogue.markdown()
    if ProcessInfo.processInfo.environment["BOXOFFICE_UPDATE_DOCS"] == "1" {
      try FileManager.default.createDirectory(at: page.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(expected.utf8).write(to: page)
    }

    let written = try String(contentsOf: page, encoding: .utf8)

    #expect(
      written == expected,
      "docs/findings.md differs from the code; BOXOFFICE_UPDATE_DOCS=1 rewrites it. It should read:\n\(expected)")
  }
}

import Foundation

/// Files of `docs/` that are compared with the code. `BOXOFFICE_UPDATE_DOCS=1` rewrites them instead.
package enum Documentation {
  /// The root of the package.
  package static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The text between `<!-- name begin -->` and `<!-- name end -->` in `file`, or the rewritten one.
  package static func section(_ name: String, of file: String, expected: String) throws -> String {
    let url = root.appendingPathComponent(file)
    let text = try String(contentsOf: url, encoding: .utf8)
    let begin = "<!-- \(name) begin -->\n"
    let end = "<!-- \(name) end -->"
    guard let first = text.range(of: begin), let last = text.range(of: end), first.upperBound <= last.lowerBound else {
      return "\(file) has no section \(name)"
    }
    if ProcessInfo.processInfo.environment["BOXOFFICE_UPDATE_DOCS"] == "1" {
      try (text[..<first.upperBound] + expected + text[last.lowerBound...]).write(
        to: url, atomically: true, encoding: .utf8)
      return expected
    }
    return String(text[first.upperBound..<last.lowerBound])
  }
}

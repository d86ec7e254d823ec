import Foundation

/// Where the programs are that tests run as servers.
package enum ServerPrograms {
  /// The path of a program in PATH, the usual places, or where `scripts/servers` installs; `nil` if it is missing.
  package static func path(of program: String) -> String? {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let folders =
      (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map(String.init)
      + ["/usr/local/bin", "/usr/bin", "/usr/sbin", root + "/.build/servers/bin"]
    return folders.map { "\($0)/\(program)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// Whether a test that needs the program is to run: a missing one is a failure only where all must be there.
  package static func isWanted(_ program: String) -> Bool {
    path(of: program) != nil || ProcessInfo.processInfo.environment["BOXOFFICE_REQUIRE_SERVERS"] == "1"
  }

  /// A server that a test needs is not there, or does not come up.
  package struct Missing: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
  }
}

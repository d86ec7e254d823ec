import Foundation

/// aiosmtpd, a real mail server, on loopback. What it does with a mail is chosen by the address; see
/// `scripts/servers/mail-server.py`.
package final class MailServer: Sendable {
  package enum Mode: String, Sendable {
    case startTLS = "starttls"
    case tls
    /// Says that it has no STARTTLS, nor users.
    case open
  }

  /// A mail as Python's own parser reads it.
  package struct Mail: Decodable, Sendable {
    package struct Part: Decodable, Sendable, Equatable {
      package let type: String
      package let text: String
    }

    package let from: String
    package let to: [String]
    package let user: String
    package let isEncrypted: Bool
    /// By name in small letters.
    package let headers: [String: String]
    package let contentType: String
    package let parts: [Part]
    package let defects: [String]
    package let longestLine: Int
    package let bareLineFeeds: Int
  }

  package static let user = "hub"
  package static let password = "secret pass"

  private static let name = "mail-server"
  package static var isWanted: Bool { TestServerProgram.isWanted(name) }
  package static let missing = "aiosmtpd is not installed: scripts/servers/aiosmtpd"

  package let port: UInt16
  private let folder: String
  private let program: TestServerProgram

  /// Starts a server, and waits until it listens. `mechanism` is the only one by which it lets its user in.
  package init(_ mode: Mode, mechanism: String? = nil) async throws {
    guard let path = TestServerProgram.path(of: Self.name) else { throw TestServerProgram.Failure(Self.missing) }
    folder = NSTemporaryDirectory() + "boxoffice-mail-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    port = try Loopback.freePorts(1)
    program = try TestServerProgram(
      "run", [folder, path, folder, "\(port)", mode.rawValue] + (mechanism.map { [$0] } ?? []))
    try await untilListening()
  }

  private func untilListening() async throws {
    for _ in 0..<300 where !Loopback.isListening(port) { try await Task.sleep(for: .milliseconds(100)) }
    guard Loopback.isListening(port) else {
      let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
      throw TestServerProgram.Failure("the mail server does not come up: \(log.suffix(2000))")
    }
  }

  /// Of the authority of the server's certificate, which is for `localhost`.
  package var authorities: String { folder + "/ca.pem" }

  /// What it has taken, in order.
  package func mails() throws -> [Mail] {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/mails").sorted()
    return try names.map {
      try JSONDecoder().decode(Mail.self, from: Data(contentsOf: URL(fileURLWithPath: "\(folder)/mails/\($0)")))
    }
  }

  package func kill() throws { try program.command("kill") }

  package func start() async throws {
    try program.command("start")
    try await untilListening()
  }
}

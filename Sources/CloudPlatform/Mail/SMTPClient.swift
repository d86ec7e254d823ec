import Domain
import Foundation
import NIOCore
import NIOSSL

/// Hands mails to a server: RFC 5321, with STARTTLS (RFC 3207) and AUTH PLAIN or LOGIN (RFC 4954).
package struct SMTPClient: Sendable {
  let server: SMTPServer
  /// Never logged, never part of an error.
  private let password: String?
  private let tls: SMTPUpgrade?

  /// Error: `mail-server-invalid`, if the authorities' certificates cannot be read.
  package init(_ server: SMTPServer, password: String?) throws {
    self.server = server
    self.password = password
    tls = server.security == .none ? nil : try Self.tls(server)
  }

  private static func tls(_ server: SMTPServer) throws -> SMTPUpgrade {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.minimumTLSVersion = .tlsv12
    if let file = server.authorities { configuration.trustRoots = .file(file) }
    let isNumeric = (try? SocketAddress(ipAddress: server.host, port: 0)) != nil
    do {
      return SMTPUpgrade(
        context: try NIOSSLContext(configuration: configuration), hostName: isNumeric ? nil : server.host)
    } catch {
      throw BoxOfficeError(
        code: "mail-server-invalid",
        message: "the certificates in \(server.authorities ?? "the system's store") cannot be read: correct ?ca=… of"
          + " 'notify.smtp', which takes a file in PEM",
        cause: error)
    }
  }

  /// Returns when the server has said that it has the mail.
  package func send(_ mail: MailMessage) async throws {
    try await converse(as: mail.from.domain) { connection in
      try await ask(connection, "MAIL FROM:<\(mail.from)>", expecting: 250)
      try await ask(connection, "RCPT TO:<\(mail.to)>", expecting: 250, 251)
      try await ask(connection, "DATA", expecting: 354)
      try await ask(connection, Self.dotStuffed(mail.text) + ".", named: "the mail", expecting: 250)
    }
  }

  /// Says who we are and nothing more: whether the server can be reached and lets us in.
  package func check() async throws { try await converse(as: "localhost") { _ in } }

  private func converse(as name: String, _ body: (SMTPConnection) async throws -> Void) async throws {
    do {
      let connection = try await SMTPConnection.open(
        host: server.host, port: server.port, tls: server.security == .tls ? tls : nil)
      do {
        try await begin(connection, as: name)
        try await body(connection)
      } catch {
        await connection.close()
        throw error
      }
      // Whatever becomes of the farewell, the mail is there.
      _ = try? await connection.send(ByteBuffer(string: "QUIT\r\n"))
      await connection.close()
    } catch let refusal as Refusal {
      throw failed("answers \(refusal.command) with \(refusal.reply.summary); \(refusal.advice)")
    } catch let error as BoxOfficeError {
      throw error
    } catch {
      try Task.checkCancellation()
      let isOfTLS = error is NIOSSLError || error is NIOSSLExtraError || error is BoringSSLError
      throw failed(
        isOfTLS
          ? "cannot be spoken to in secret; check its certificate, and ?ca=… of 'notify.smtp'"
          : "cannot be spoken to; check 'notify.smtp' and the network", error)
    }
  }

  private func begin(_ connection: SMTPConnection, as name: String) async throws {
    let greeting = try await connection.send(nil)
    guard greeting.code == 220 else { throw Refusal(command: "a connection", reply: greeting) }
    var capabilities = try await ask(connection, "EHLO \(name)", expecting: 250).capabilities
    if server.security == .startTLS {
      guard capabilities["STARTTLS"] != nil else {
        throw failed("has no STARTTLS; use smtps://, or ?tls=off for a relay without a user in a closed network")
      }
      try await ask(connection, "STARTTLS", upgrade: tls, expecting: 220)
      capabilities = try await ask(connection, "EHLO \(name)", expecting: 250).capabilities
    }
    if let user = server.user { try await authenticate(connection, user, capabilities["AUTH"] ?? []) }
  }

  private func authenticate(_ connection: SMTPConnection, _ user: String, _ mechanisms: [String]) async throws {
    guard let password else {
      throw failed("wants a password for \(user); set 'notify.smtpPasswordFile' or BOXOFFICE_NOTIFY_SMTP_PASSWORD")
    }
    func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }
    if mechanisms.contains("PLAIN") {
      try await ask(connection, "AUTH PLAIN \(base64("\0\(user)\0\(password)"))", named: "AUTH PLAIN", expecting: 235)
    } else if mechanisms.contains("LOGIN") {
      try await ask(connection, "AUTH LOGIN", expecting: 334)
      try await ask(connection, base64(user), named: "AUTH LOGIN", expecting: 334)
      try await ask(connection, base64(password), named: "AUTH LOGIN", expecting: 235)
    } else {
      throw failed("knows none of the ways to log in that we do, PLAIN and LOGIN; use another port or server")
    }
  }

  /// `name` stands for a command in errors that is not to be shown.
  @discardableResult
  private func ask(
    _ connection: SMTPConnection, _ command: String, named name: String? = nil, upgrade: SMTPUpgrade? = nil,
    expecting codes: Int...
  ) async throws -> SMTPReply {
    let reply = try await connection.send(ByteBuffer(string: command + "\r\n"), upgrade: upgrade)
    guard codes.contains(reply.code) else { throw Refusal(command: name ?? command, reply: reply) }
    return reply
  }

  /// A line that begins with a dot gets a second one, since a dot alone ends the mail.
  static func dotStuffed(_ text: String) -> String {
    text.split(separator: "\r\n", omittingEmptySubsequences: false).map { $0.hasPrefix(".") ? ".\($0)" : String($0) }
      .joined(separator: "\r\n")
  }

  private struct Refusal: Error {
    let command: String
    let reply: SMTPReply

    var advice: String {
      switch (reply.code, command) {
      case (535, _), (534, _): "check the user in 'notify.smtp' and the password"
      case (530, _): "it wants a user: name one in 'notify.smtp'"
      case (500..., let command) where command.hasPrefix("RCPT"):
        "correct the address, or take it out of the contacts; and look whether this server relays to it"
      case (500..., let command) where command.hasPrefix("MAIL"): "set 'notify.from' to an address that it lets us use"
      case (400..<500, _): "it may do so later"
      default: "see what it says"
      }
    }
  }

  private func failed(_ what: String, _ cause: (any Error)? = nil) -> BoxOfficeError {
    BoxOfficeError(
      code: "mail-failed", message: "the mail server \(server) \(what). It will be tried again", cause: cause)
  }
}

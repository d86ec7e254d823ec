import CLibCURL
import Domain
import NIOPosix

/// Hands mails to a server, by libcurl: RFC 5321, with STARTTLS (RFC 3207) and AUTH (RFC 4954).
package struct SMTPClient: Sendable {
  /// libcurl blocks a thread for each conversation, of which most last a second.
  private static let threads: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: 4)
    pool.start()
    return pool
  }()

  let server: SMTPServer
  /// Never logged, never part of an error.
  private let password: String?

  package init(_ server: SMTPServer, password: String?) {
    self.server = server
    self.password = password
  }

  /// Returns when the server has said that it has the mail. Error: `mail-failed`.
  package func send(_ mail: MailMessage) async throws { try await converse(mail, as: mail.from.domain) }

  /// Says who we are and nothing more: whether the server can be reached and lets us in. Error: `mail-failed`.
  package func check() async throws { try await converse(nil, as: "localhost") }

  private func converse(_ mail: MailMessage?, as name: String) async throws {
    let transfer = SMTPTransfer()
    do {
      try await withTaskCancellationHandler {
        try await Self.threads.runIfActive { try transfer.run(mail, to: server, as: name, password: password) }
      } onCancel: {
        transfer.cancel()
      }
    } catch let failure as SMTPTransfer.Failure {
      throw BoxOfficeError(
        code: "mail-failed", message: "the mail server \(server) \(Self.description(failure)). It will be tried again")
    }
  }

  private static func description(_ failure: SMTPTransfer.Failure) -> String {
    if let reply = failure.reply, reply.code >= 400 {
      return "answers \(failure.command) with \(reply.summary); \(advice(failure.command, reply))"
    }
    return switch failure.code {
    case CURLE_USE_SSL_FAILED:
      "has no STARTTLS; use smtps://, or ?tls=off for a relay without a user in a closed network"
    case CURLE_LOGIN_DENIED: "knows none of the ways to log in that we do; use another port or server"
    case CURLE_SSL_CACERT_BADFILE:
      "was not called: the certificates of its authorities cannot be read; correct ?ca=… of 'notify.smtp', a file in PEM"
    case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CONNECT_ERROR:
      "cannot be spoken to in secret (\(failure.text)); check its certificate, and ?ca=… of 'notify.smtp'"
    case CURLE_WEIRD_SERVER_REPLY:
      "does not speak SMTP as it should; look whether host and port of 'notify.smtp' are those of a mail server"
    default: "cannot be spoken to (\(failure.text)); check 'notify.smtp' and the network"
    }
  }

  private static func advice(_ command: String, _ reply: SMTPReply) -> String {
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

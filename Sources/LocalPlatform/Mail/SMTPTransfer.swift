import CLibCURL
import Foundation
import Synchronization

/// One conversation with a mail server, by libcurl.
///
/// Made for one `run`, which blocks its thread; only `cancel` may be called from elsewhere.
final class SMTPTransfer: Sendable {
  /// Why it failed: libcurl's code and words, and what was said last.
  struct Failure: Error {
    let code: CURLcode
    let text: String
    /// What we said last: `RCPT TO:<data@acme.example>`; of what may hold a credential only the verb.
    let command: String
    /// The server's answer to it.
    let reply: SMTPReply?
  }

  /// The longest wait for one reply, in seconds. RFC 5321 section 4.5.3.2 asks for five minutes, which nobody needs who is
  /// not looking a name up for every recipient.
  private static let patience = 60
  /// The longest conversation, in seconds, for servers that say a little now and then.
  private static let longest = 300
  /// libcurl's own default is that of the system it was built on, which need not be this one.
  private static let systemAuthorities = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"]

  private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

  private let isCancelled = Atomic(false)

  /// Ends `run` within a second or so, with `CancellationError`.
  func cancel() { isCancelled.store(true, ordering: .relaxed) }

  /// Hands the mail over, or, without one, says who we are and nothing more.
  ///
  /// - Parameters:
  ///   - name: Who we say we are (EHLO).
  ///   - password: The password of the server's user, if it has one.
  func run(_ mail: MailMessage?, to server: SMTPServer, as name: String, password: String?) throws {
    guard Self.isReady, let handle = curl_easy_init() else { throw CocoaError(.featureUnsupported) }
    defer { curl_easy_cleanup(handle) }
    let dialogue = SMTPDialogue(mail)
    var recipients: UnsafeMutablePointer<curl_slist>?
    defer { curl_slist_free_all(recipients) }

    let host = server.host.contains(":") ? "[\(server.host)]" : server.host
    let scheme = server.security == .tls ? "smtps" : "smtp"
    text(handle, CURLOPT_URL, "\(scheme)://\(host):\(server.port)/\(name)")
    text(handle, CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    // As all of our connections: none goes by a proxy that happens to be in the environment.
    text(handle, CURLOPT_PROXY, "")
    if server.security != .none {
      number(handle, CURLOPT_USE_SSL, Int(CURLUSESSL_ALL.rawValue))
      number(handle, CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
      let authorities =
        server.authorities ?? Self.systemAuthorities.first { FileManager.default.isReadableFile(atPath: $0) }
      if let authorities { text(handle, CURLOPT_CAINFO, authorities) }
    }
    if let user = server.user {
      text(handle, CURLOPT_USERNAME, user)
      text(handle, CURLOPT_PASSWORD, password ?? "")
    }
    number(handle, CURLOPT_NOSIGNAL, 1)
    number(handle, CURLOPT_CONNECTTIMEOUT, 10)
    number(handle, CURLOPT_SERVER_RESPONSE_TIMEOUT, Self.patience)
    number(handle, CURLOPT_TIMEOUT, Self.longest)
    if let mail {
      recipients = curl_slist_append(nil, "<\(mail.to)>")
      text(handle, CURLOPT_MAIL_FROM, "<\(mail.from)>")
      check(boxoffice_curl_set_pointer(handle, CURLOPT_MAIL_RCPT, recipients))
      number(handle, CURLOPT_UPLOAD, 1)
    } else {
      text(handle, CURLOPT_CUSTOMREQUEST, "NOOP")
    }

    try withExtendedLifetime(dialogue) {
      let context = Unmanaged.passUnretained(dialogue).toOpaque()
      check(
        boxoffice_curl_set_read(
          handle,
          { buffer, size, count, context in
            guard let buffer, let context else { return 0 }
            let room = UnsafeMutableRawBufferPointer(start: buffer, count: size * count)
            return Unmanaged<SMTPDialogue>.fromOpaque(context).takeUnretainedValue().nextPiece(room)
          }, context))
      check(
        boxoffice_curl_set_debug(
          handle,
          { _, kind, text, count, context in
            guard let text, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: text, count: count)
            Unmanaged<SMTPDialogue>.fromOpaque(context).takeUnretainedValue().note(kind, line)
            return 0
          }, context))
      check(
        boxoffice_curl_set_progress(
          handle,
          { context, _, _, _, _ in
            guard let context else { return 0 }
            let transfer = Unmanaged<SMTPTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.isCancelled.load(ordering: .relaxed) ? 1 : 0
          }, Unmanaged.passUnretained(self).toOpaque()))
      let code = curl_easy_perform(handle)
      if code == CURLE_ABORTED_BY_CALLBACK { throw CancellationError() }
      guard code == CURLE_OK else {
        throw Failure(
          code: code, text: String(cString: curl_easy_strerror(code)), command: dialogue.command, reply: dialogue.reply)
      }
    }
  }

  private func text(_ handle: UnsafeMutableRawPointer, _ option: CURLoption, _ value: String) {
    check(boxoffice_curl_set_text(handle, option, value))
  }

  private func number(_ handle: UnsafeMutableRawPointer, _ option: CURLoption, _ value: Int) {
    check(boxoffice_curl_set_number(handle, option, value))
  }

  /// An option that this libcurl does not know would be left out in silence, encryption perhaps.
  private func check(_ code: CURLcode) {
    precondition(code == CURLE_OK, "libcurl refuses an option: \(String(cString: curl_easy_strerror(code)))")
  }
}

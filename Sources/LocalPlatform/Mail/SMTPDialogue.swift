import CLibCURL

/// What is said in one conversation: the mail that libcurl fetches, and the last command with the server's answer, for errors.
///
/// libcurl calls it from the thread that runs the conversation.
final class SMTPDialogue {
  /// The lines of one reply that are kept; an endless one fills nothing.
  private static let maxLines = 16

  private let mail: [UInt8]
  private var sentCount = 0
  private var lines: [String] = []
  private var isOver = false
  private(set) var command = "a connection"

  init(_ mail: MailMessage?) { self.mail = mail.map { Array($0.text.utf8) } ?? [] }

  var reply: SMTPReply? { SMTPReply(lines) }

  /// Copies the next piece of the mail; returns its size, 0 at the end.
  func nextPiece(_ room: UnsafeMutableRawBufferPointer) -> Int {
    let piece = mail[sentCount...].prefix(room.count)
    room.copyBytes(from: piece)
    sentCount += piece.count
    return piece.count
  }

  func note(_ kind: curl_infotype, _ bytes: UnsafeRawBufferPointer) {
    if isOver { return }
    switch kind {
    case CURLINFO_HEADER_OUT: noteCommand(String(decoding: bytes, as: UTF8.self))
    case CURLINFO_DATA_OUT: (command, lines) = ("the mail", [])
    case CURLINFO_HEADER_IN: noteReply(String(decoding: bytes, as: UTF8.self))
    default: break
    }
  }

  private func noteCommand(_ line: String) {
    let line = line.prefix { !$0.isNewline }
    // After an error libcurl takes its leave before it tells us.
    if line == "QUIT" {
      isOver = true
      return
    }
    lines = []
    switch line.prefix(while: { $0 != " " }) {
    case "DATA", "EHLO", "HELO", "MAIL", "NOOP", "RCPT", "STARTTLS": command = String(line)
    // Without what comes behind the mechanism, which may be the password.
    case "AUTH": command = line.split(separator: " ").prefix(2).joined(separator: " ")
    // The answer to a challenge of AUTH, which may be it too.
    default: break
    }
  }

  private func noteReply(_ line: String) {
    if lines.count < Self.maxLines { lines.append(String(line.prefix { !$0.isNewline })) }
  }
}

import Domain
import Foundation
import Notifications
import Watchfolders

/// One message as a mail to one address (RFC 5322): plain text and HTML, of which the reader's program shows one.
///
/// The same bytes at each attempt, and one `Message-ID` for one message to one address: mail programs show a doubled one
/// once.
package struct MailMessage: Sendable {
  package let from: EmailAddress
  package let to: EmailAddress
  /// The whole mail; every line ends in CR LF.
  package let text: String

  package init(_ notification: Notifications.Notification, from: EmailAddress, to: EmailAddress) {
    self.from = from
    self.to = to
    let identity = "\(notification.provider)/\(notification.key)/\(to)"
    let digest = FileDigest.sha256(Data(identity.utf8)).hex.prefix(32)
    let boundary = "=_\(digest)"
    var lines = [
      "From: boxoffice <\(from)>", "To: <\(to)>",
      "Subject: \(Self.header("[\(notification.provider)] \(notification.subject)"))",
      "Date: \(Self.date(notification.createdAt))", "Message-ID: <\(digest)@\(from.domain)>",
      // Holiday notes are not to answer it (RFC 3834).
      "Auto-Submitted: auto-generated",
      "X-Boxoffice-Key: \(notification.key)", "X-Boxoffice-Kind: \(notification.kind.rawValue)",
      "X-Boxoffice-Provider: \(notification.provider)", "MIME-Version: 1.0",
      "Content-Type: multipart/alternative;", " boundary=\"\(boundary)\"", "",
    ]
    let parts = [("plain", notification.body), ("html", Self.page(notification))]
    for (type, content) in parts {
      lines += [
        "--\(boundary)", "Content-Type: text/\(type); charset=utf-8", "Content-Transfer-Encoding: base64", "",
        Self.base64(content),
      ]
    }
    lines += ["--\(boundary)--", ""]
    text = lines.joined(separator: "\r\n")
  }

  /// In lines of 76 characters, so that no server folds or cuts what is in it.
  private static func base64(_ text: String) -> String {
    let unix = text.replacing("\r\n", with: "\n").replacing("\n", with: "\r\n")
    return Data(unix.utf8)
      .base64EncodedString(options: [.lineLength76Characters, .endLineWithCarriageReturn, .endLineWithLineFeed])
  }

  /// Text in a header: as it is, or in encoded words that make lines of at most 76 characters (RFC 2047). No line break survives.
  static func header(_ text: String) -> String {
    let line = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    let isPlain = line.allSatisfy { $0.isASCII } && line.count <= 60 && !text.contains("=?")
    if isPlain { return String(String.UnicodeScalarView(line)) }
    var words: [String] = []
    var word: [UInt8] = []
    for scalar in line {
      let bytes = Array(String(Character(scalar)).utf8)
      // 39 bytes are 52 characters of base64, `=?UTF-8?B?` and `?=` are 12, and the header's name stands before the first.
      if word.count + bytes.count > 39 {
        words.append("=?UTF-8?B?\(Data(word).base64EncodedString())?=")
        word = []
      }
      word += bytes
    }
    if !word.isEmpty { words.append("=?UTF-8?B?\(Data(word).base64EncodedString())?=") }
    return words.joined(separator: "\r\n ")
  }

  /// `Sun, 22 Nov 2026 13:45:09 +0000`.
  static func date(_ time: Timestamp) -> String {
    let text = time.readable
    let parts = text.prefix(10).split(separator: "-").compactMap { Int($0) }
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]  // 1970-01-01 was a Thursday
    let day = Int((time.secondsSinceEpoch / 86_400) % 7)
    return "\(days[day]), \(parts[2]) \(months[parts[1] - 1]) \(parts[0]) \(text.dropFirst(11).prefix(8)) +0000"
  }

  private static func page(_ notification: Notifications.Notification) -> String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head><meta charset="utf-8"><title>\(Markup.escaped(notification.subject))</title></head>
    <body>
    <h1>\(Markup.escaped(notification.subject))</h1>
    \(MarkdownHTML.fragment(notification.body))</body>
    </html>

    """
  }
}

extension EmailAddress {
  /// What stands behind the @.
  var domain: String { String(description.split(separator: "@").last ?? "localhost") }
}

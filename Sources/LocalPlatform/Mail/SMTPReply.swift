/// A server's answer to one command: `550 5.1.1 no such user`.
struct SMTPReply: Sendable, Equatable {
  let code: Int
  /// One line of at most 300 characters, whatever the server writes.
  let summary: String

  /// From the lines as they were read; `nil` if they are none.
  init?(_ lines: [String]) {
    guard let code = lines.first.flatMap({ Int($0.prefix(3)) }), (200..<600).contains(code) else { return nil }
    self.code = code
    let text = lines.map { $0.dropFirst(4) }.joined(separator: " ")
    let plain = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    summary = "\(code) \(String(String.UnicodeScalarView(plain)).prefix(300))"
  }
}

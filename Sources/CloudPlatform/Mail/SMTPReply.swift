/// A server's answer to one command: `250-mail.example.org`, `250 STARTTLS`.
struct SMTPReply: Sendable, Equatable {
  let code: Int
  /// The lines without their codes.
  let lines: [String]

  /// The reply that the lines are; `nil` if there are more to come. Throws if they are none.
  static func parse(_ lines: [String]) throws(Malformed) -> SMTPReply? {
    if lines.isEmpty { return nil }
    var code: Int?
    var texts: [String] = []
    for (index, line) in lines.enumerated() {
      let digits = line.prefix(3)
      guard digits.utf8.count == 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
        (200..<600).contains(number), code == nil || code == number
      else { throw Malformed() }
      code = number
      let mark = line.dropFirst(3).first
      guard mark == nil || mark == " " || mark == "-" else { throw Malformed() }
      if mark == "-", index == lines.count - 1 { return nil }
      texts.append(String(line.dropFirst(4)))
    }
    return SMTPReply(code: code ?? 0, lines: texts)
  }

  struct Malformed: Error {}

  /// For messages: one line of at most 300 characters, whatever the server writes.
  var summary: String {
    let text = lines.joined(separator: " ").unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }
    return "\(code) \(String(String.UnicodeScalarView(text)).prefix(300))"
  }

  /// What a server can do, by the keyword of its answer to EHLO: `["AUTH": ["PLAIN", "LOGIN"], "STARTTLS": []]`.
  var capabilities: [String: [String]] {
    var capabilities: [String: [String]] = [:]
    for line in lines.dropFirst() {
      let words = line.uppercased().split(separator: " ").map(String.init)
      if let keyword = words.first { capabilities[keyword, default: []] += words.dropFirst() }
    }
    return capabilities
  }
}

import Domain
import Foundation

/// A mail server that takes our messages, and how to speak to it.
///
/// Written `smtp://user@mail.example.org:587` (TLS by STARTTLS) or `smtps://…:465` (TLS from the first byte), with the options
/// `?ca=/path/to/ca.pem` for a server whose certificate is of an authority of one's own, and `?tls=off`, without a user only.
package struct SMTPServer: Sendable, CustomStringConvertible {
  package enum Security: Sendable {
    /// The connection is encrypted by the command STARTTLS, before anything is told; a server that has none is refused.
    case startTLS
    case tls
    /// Nothing is: for a relay on this machine or in a closed network.
    case none
  }

  package static let form = "smtp://user@host:587 or smtps://user@host:465, with ?ca=/path.pem or ?tls=off"

  package let host: String
  package let port: Int
  package let security: Security
  package let user: String?
  /// PEM of the authorities that the server's certificate may come from; those of the system if it is `nil`.
  package let authorities: String?

  /// `nil` if the text is none, or has a password in it, which belongs elsewhere.
  package init?(_ text: String) {
    guard let components = URLComponents(string: text), let scheme = components.scheme,
      ["smtp", "smtps"].contains(scheme), let host = components.host, !host.isEmpty, components.password == nil,
      ["", "/"].contains(components.path), components.fragment == nil
    else { return nil }
    var options: [String: String] = [:]
    for item in components.queryItems ?? [] { options[item.name] = item.value ?? "" }
    let user = components.user.flatMap { $0.isEmpty ? nil : $0 }
    let isOpen = options["tls"] == "off"
    guard Set(options.keys).isSubset(of: ["ca", "tls"]), options["tls"] == nil || isOpen,
      !isOpen || (scheme == "smtp" && user == nil), options["ca"] != "",
      user?.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value != 0x7F }) != false
    else { return nil }
    self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    self.user = user
    security = isOpen ? .none : scheme == "smtps" ? .tls : .startTLS
    // 587 is for submission by those who have a user; relays that know none listen on 25.
    port = components.port ?? (scheme == "smtps" ? 465 : user == nil ? 25 : 587)
    authorities = options["ca"]
  }

  package var description: String { "\(host):\(port)" }
}

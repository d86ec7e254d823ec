/// Where messages are posted to: `https://…`; `http://` only on this machine, since messages must not travel in the open.
package struct WebhookURL: CodedAsText, Sendable, Hashable {
  package let description: String

  package static var form: String {
    "an URL such as https://example.org/hook (http:// only for localhost, no user or password, no fragment)"
  }

  package init?(text: String) {
    let isSecure = text.hasPrefix("https://")
    guard isSecure || text.hasPrefix("http://"), text.utf8.count <= 2000,
      text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}#".utf8.contains($0) })
    else { return nil }
    let rest = text.dropFirst(isSecure ? 8 : 7)
    let authority = rest.prefix { $0 != "/" && $0 != "?" }
    let parts = authority.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), HostName.isOne(parts[0]),
      isSecure || ["localhost", "127.0.0.1"].contains(parts[0])
    else { return nil }
    if parts.count == 2 { guard let port = UInt16(parts[1]), port > 0 else { return nil } }
    description = text
  }
}

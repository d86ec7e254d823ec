/// Who asks: from where, and with which credential.
struct Reader: Sendable {
  /// Failed attempts are counted by it; empty in tests without a connection.
  let address: String
  /// The values of all `Authorization` headers.
  let authorization: [String]

  static let nobody = Reader(address: "", authorization: [])
}

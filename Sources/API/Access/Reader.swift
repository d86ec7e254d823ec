/// Who asks: from where, and with which credential.
struct Reader: Sendable {
  /// `nil` in tests without a connection.
  let address: IPAddress?
  /// The values of all `Authorization` headers.
  let authorization: [String]
  /// Our edge has judged whether the data may be read, and has kept the credential. Says nothing of exchanging one.
  var isJudgedByEdge = false

  static let nobody = Reader(address: nil, authorization: [])

  /// By what failed attempts are counted: all addresses that one subscriber has are one.
  var origin: String { address.map { "\($0.subscriber.high):\($0.subscriber.low)" } ?? "" }
}

/// Who asks: from where, and with which credential.
struct Reader: Sendable {
  /// `nil` in tests without a connection.
  let address: IPAddress?
  /// The values of all `Authorization` headers.
  let authorization: [String]

  static let nobody = Reader(address: nil, authorization: [])

  /// By what failed attempts are counted: all addresses that one subscriber has are one.
  var origin: String { address.map { "\($0.subscriber.high):\($0.subscriber.low)" } ?? "" }
}

import Crypto
import Domain

/// AWS Signature Version 4: proves with a secret key who sent a request and that nobody changed it.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
struct SignatureV4 {
  static let algorithm = "AWS4-HMAC-SHA256"
  /// Of no body.
  static let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  let credentials: AWSCredentials
  let region: String
  /// `s3` or `sts`.
  let service: String

  /// What is signed.
  struct Request {
    var method: String
    /// Not yet encoded; S3 signs it encoded once, without making `.` and `..` out of it.
    var path: String
    /// Not yet encoded, in any order.
    var query: [(name: String, value: String)] = []
    /// All of them are signed. `host` and `x-amz-date` must be among them.
    var headers: [(name: String, value: String)]
    /// SHA-256 of the body in small hexadecimal digits.
    var payloadHash: String
  }

  /// The value of the header `Authorization`.
  func authorization(for request: Request, at time: Timestamp) -> String {
    let headers = Self.canonicalHeaders(request)
    let names = headers.map(\.name).joined(separator: ";")
    return "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(at: time)), SignedHeaders=\(names), "
      + "Signature=\(signature(of: request, at: time))"
  }

  func signature(of request: Request, at time: Timestamp) -> String {
    let hash = Self.hash(Self.canonicalRequest(request).utf8)
    let text = [Self.algorithm, Self.stamp(time), scope(at: time), hash].joined(separator: "\n")
    var key = SymmetricKey(data: Array("AWS4\(credentials.secretAccessKey)".utf8))
    for part in [String(Self.stamp(time).prefix(8)), region, service, "aws4_request"] {
      key = SymmetricKey(data: HMAC<SHA256>.authenticationCode(for: Array(part.utf8), using: key))
    }
    return HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: key).hex
  }

  /// SHA-256 of a body, as it is signed.
  static func hash(_ bytes: some Sequence<UInt8>) -> String { SHA256.hash(data: Array(bytes)).hex }

  /// `20130524T000000Z`.
  static func stamp(_ time: Timestamp) -> String { time.compact.prefix(15) + "Z" }

  static func canonicalRequest(_ request: Request) -> String {
    let query = request.query.map { (PercentEncoding.encode($0.name), PercentEncoding.encode($0.value)) }.sorted(by: <)
    let headers = canonicalHeaders(request)
    return [
      request.method,
      PercentEncoding.encode(request.path, keepsSlash: true),
      query.map { "\($0)=\($1)" }.joined(separator: "&"),
      headers.map { "\($0.name):\($0.value)\n" }.joined(),
      headers.map(\.name).joined(separator: ";"),
      request.payloadHash,
    ].joined(separator: "\n")
  }

  /// By name, values of one name joined by commas, spaces within them made single.
  static func canonicalHeaders(_ request: Request) -> [(name: String, value: String)] {
    var values: [String: [String]] = [:]
    for (name, value) in request.headers {
      values[name.lowercased(), default: []].append(value.split(separator: " ").joined(separator: " "))
    }
    return values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.joined(separator: ",")) }
  }

  private func scope(at time: Timestamp) -> String {
    "\(Self.stamp(time).prefix(8))/\(region)/\(service)/aws4_request"
  }
}

extension Sequence<UInt8> {
  /// Small hexadecimal digits.
  var hex: String {
    var digits: [UInt8] = []
    for byte in self {
      for nibble in [byte >> 4, byte & 15] {
        digits.append(nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10)
      }
    }
    return String(decoding: digits, as: UTF8.self)
  }
}

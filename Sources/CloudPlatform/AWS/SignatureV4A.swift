import Crypto
import Domain

/// AWS Signature Version 4A: as `SignatureV4`, but by a key pair that follows from the secret key, so that the signature holds
/// in all regions. What is global, such as CloudFront's key-value stores, takes no other.
///
/// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv.html; the derivation is that of AWS's own libraries.
struct SignatureV4A {
  static let algorithm = "AWS4-ECDSA-P256-SHA256"
  /// A header that must be signed: the regions that the request is for.
  static let regionSet = (name: "x-amz-region-set", value: "*")

  let credentials: AWSCredentials
  let service: String

  /// The value of the header `Authorization`. It differs each time, as ECDSA has it.
  func authorization(for request: SignatureV4.Request, at time: Timestamp) throws -> String {
    let names = SignatureV4.canonicalHeaders(request).map(\.name).joined(separator: ";")
    let signature = try Self.key(of: credentials).signature(for: Array(text(of: request, at: time).utf8))
    return "\(Self.algorithm) Credential=\(credentials.accessKeyID)/\(scope(at: time)), SignedHeaders=\(names), "
      + "Signature=\(signature.derRepresentation.hex)"
  }

  /// What is signed: no region is in it but by the header.
  func text(of request: SignatureV4.Request, at time: Timestamp) -> String {
    let hash = SignatureV4.hash(SignatureV4.canonicalRequest(request).utf8)
    return [Self.algorithm, SignatureV4.stamp(time), scope(at: time), hash].joined(separator: "\n")
  }

  private func scope(at time: Timestamp) -> String {
    "\(SignatureV4.stamp(time).prefix(8))/\(service)/aws4_request"
  }

  /// The first number below the order of P-256 that HMAC gives for the secret key, counting (NIST SP 800-108, counter mode),
  /// plus one. All but one in four billion are found by the first count.
  static func key(of credentials: AWSCredentials) throws -> P256.Signing.PrivateKey {
    let secret = SymmetricKey(data: Array("AWS4A\(credentials.secretAccessKey)".utf8))
    for count in UInt8(1)...254 {
      let input =
        [0, 0, 0, 1] + Array(algorithm.utf8) + [0] + Array(credentials.accessKeyID.utf8) + [count] + [0, 0, 1, 0]
      let candidate = Array(HMAC<SHA256>.authenticationCode(for: input, using: secret))
      guard !orderMinusTwo.lexicographicallyPrecedes(candidate) else { continue }
      return try P256.Signing.PrivateKey(rawRepresentation: plusOne(candidate))
    }
    throw BoxOfficeError(code: "signing-failed", message: "no signing key follows from the secret key: use another")
  }

  private static func plusOne(_ number: [UInt8]) -> [UInt8] {
    var number = number
    for index in number.indices.reversed() {
      number[index] &+= 1
      if number[index] != 0 { break }
    }
    return number
  }

  /// The order of P-256 less two.
  private static let orderMinusTwo: [UInt8] = [
    0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xBC, 0xE6, 0xFA,
    0xAD, 0xA7, 0x17, 0x9E, 0x84, 0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x4F,
  ]
}

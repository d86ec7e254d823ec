import Crypto
import Domain
import Fixtures
import Foundation
import Testing

@testable import CloudPlatform

/// The credentials, and the key pair that follows from them, with which AWS tests its own libraries (aws-c-auth).
enum AWSKeyPair {
  static let credentials = AWSCredentials(
    accessKeyID: "AKISORANDOMAASORANDOM", secretAccessKey: "q+jcrXGc+0zWN6uzclKVhvMmUsIfRPa4rlRandom",
    sessionToken: "a-session")
  static let privateKey = "7fd3bd010c0d9c292141c2b77bfbde1042c92e6836fff749d1269ec890fca1bd"
  private static let x = "15d242ceebf8d8169fd6a8b5a746c41140414c3b07579038da06af89190fffcb"
  private static let y = "0515242cedd82e94799482e4c0514b505afccf2c0c98d6a553bf539f424c5ec0"

  static func bytes(_ hex: some StringProtocol) -> [UInt8] {
    stride(from: 0, to: hex.count, by: 2).compactMap { UInt8(hex.dropFirst($0).prefix(2), radix: 16) }
  }

  static var publicKey: P256.Signing.PublicKey {
    get throws { try P256.Signing.PublicKey(rawRepresentation: bytes(x + y)) }
  }

  /// Whether a request, as it arrived, is signed with the private key for a service.
  static func signed(_ request: SmallHTTPServer.Request, for service: String) -> Bool {
    let form = /AWS4-ECDSA-P256-SHA256 Credential=([^,\/]+)\/[^,]+, SignedHeaders=([^,]+), Signature=([0-9a-f]+)/
    guard let parts = request.headers["authorization"]?.wholeMatch(of: form), parts.1 == credentials.accessKeyID[...],
      let stamp = request.headers["x-amz-date"], let time = time(stamp), request.headers["x-amz-region-set"] == "*",
      let signature = try? P256.Signing.ECDSASignature(derRepresentation: bytes(parts.3))
    else { return false }
    let names = parts.2.split(separator: ";").map(String.init)
    guard names.contains("host"), names.contains("x-amz-region-set"), names.contains("x-amz-date") else { return false }
    let signed = SignatureV4.Request(
      method: request.method, path: request.path,
      headers: names.map { (name: $0, value: request.headers[$0] ?? "") },
      payloadHash: SignatureV4.hash(request.body.utf8))
    let text = SignatureV4A(credentials: credentials, service: service).text(of: signed, at: time)
    return (try? publicKey.isValidSignature(signature, for: Array(text.utf8))) ?? false
  }

  /// `20261122T134509Z`.
  private static func time(_ stamp: String) -> Timestamp? {
    let match = stamp.wholeMatch(of: /(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z/)
    return match.flatMap { Timestamp("\($0.1)-\($0.2)-\($0.3)T\($0.4):\($0.5):\($0.6).000Z") }
  }
}

@Suite("Signature Version 4A")
struct SignatureV4ATests {
  @Test("The key pair is the one that AWS's libraries derive")
  func keyPair() throws {
    let key = try SignatureV4A.key(of: AWSKeyPair.credentials)
    #expect(Array(key.rawRepresentation).hex == AWSKeyPair.privateKey)
    #expect(key.publicKey.rawRepresentation == (try AWSKeyPair.publicKey.rawRepresentation))
  }

  /// Signed by the AWS Common Runtime 0.38 (awscrt of Python) for this moment, with the path encoded twice.
  private static let foreign = SmallHTTPServer.Request(
    method: "PUT",
    path:
      "/key-value-stores/arn%3Aaws%3Acloudfront%3A%3A123456789012%3Akey-value-store%2F8d2f1c/keys/user%3Aana%40example.org",
    headers: [
      "host": "123456789012.cloudfront-kvs.global.api.aws", "if-match": "ETVPDKIKX0DER",
      "content-type": "application/json", "x-amz-security-token": "a-session", "x-amz-date": "20261123T033000Z",
      "x-amz-region-set": "*",
      "authorization":
        "AWS4-ECDSA-P256-SHA256 Credential=AKISORANDOMAASORANDOM/20261123/cloudfront-keyvaluestore/aws4_request,"
        + " SignedHeaders=content-type;host;if-match;x-amz-date;x-amz-region-set;x-amz-security-token, Signature="
        + "3044022058e93edbf2afd54e8266a64346f68bbc293acad7c16cc1786e974e4638a21f160220155d361ed8e4de8fb9b006dda70a87e44e9e"
        + "0b7aa5c31d698b653bf363bb58cd",
    ], body: #"{"Value":"anonymous"}"#)

  @Test("What AWS's own runtime has signed is what we would sign, and holds for nothing else")
  func text() {
    let request = Self.foreign
    #expect(AWSKeyPair.signed(request, for: "cloudfront-keyvaluestore"))
    #expect(!AWSKeyPair.signed(request, for: "s3"))
    let others = [
      SmallHTTPServer.Request(method: "DELETE", path: request.path, headers: request.headers, body: request.body),
      SmallHTTPServer.Request(method: "PUT", path: request.path + "a", headers: request.headers, body: request.body),
      SmallHTTPServer.Request(method: "PUT", path: request.path, headers: request.headers, body: "{}"),
      SmallHTTPServer.Request(
        method: "PUT", path: request.path, headers: request.headers.merging(["if-match": "E2"]) { $1 },
        body: request.body),
    ]
    for other in others { #expect(!AWSKeyPair.signed(other, for: "cloudfront-keyvaluestore"), "\(other)") }
  }
}

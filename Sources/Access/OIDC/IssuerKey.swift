import Domain
import Foundation
import JWTKit

/// A public key of an issuer, with the one algorithm that it may sign tokens by.
///
/// The algorithm follows from the key and never from a token: an attacker writes the token's header.
struct IssuerKey: Sendable {
  /// The names that tokens may call it by: RS256, ES256, or EdDSA, which RFC 9864 calls Ed25519.
  let algorithms: Set<String>
  let verifier: JWTKeyCollection

  /// `nil` for keys that are for something else, or of a kind that is not taken.
  fileprivate init?(_ published: PublishedKey) async throws {
    guard published.use ?? "sig" == "sig", published.key_ops?.contains("verify") ?? true else { return nil }
    let key: JWK
    switch published.kty {
    case "RSA":
      // 2,048 bits are 342 digits of base64; shorter keys are refused by jwt-kit's library too.
      key = .rsa(.rs256, identifier: Self.identifier, modulus: published.n, exponent: published.e)
      algorithms = ["RS256"]
    case "EC" where published.crv == "P-256":
      key = .ecdsa(.es256, identifier: Self.identifier, x: published.x, y: published.y, curve: .p256)
      algorithms = ["ES256"]
    case "OKP" where published.crv == "Ed25519":
      key = .octetKeyPair(.eddsa, identifier: Self.identifier, x: published.x, y: nil, curve: .ed25519)
      algorithms = ["EdDSA", "Ed25519"]
    default: return nil
    }
    if let named = published.alg, !algorithms.contains(named) { return nil }
    verifier = try await JWTKeyCollection().add(jwk: key)
  }

  /// A collection of one key needs no name for it.
  private static let identifier = JWKIdentifier(string: "key")

  /// The keys of a JWKS document by their `kid`; one without is under the empty name. Keys that cannot be used, of which there
  /// may be any number, are left out. Error: what is wrong with the document, for a person.
  static func all(in jwks: Data) async throws -> [String: IssuerKey] {
    var keys: [String: IssuerKey] = [:]
    for published in try JSONDecoder().decode(KeySet.self, from: jwks).keys.compactMap(\.key) {
      // One key that is broken must not keep out those that are not.
      if let key = try? await IssuerKey(published) { keys[published.kid ?? ""] = key }
    }
    return keys
  }

  private struct KeySet: Decodable {
    let keys: [PossibleKey]
  }

  private struct PossibleKey: Decodable {
    let key: PublishedKey?

    init(from decoder: any Decoder) throws { key = try? PublishedKey(from: decoder) }
  }
}

/// A key as RFC 7517 and 7518 write it, as far as it is of use here.
private struct PublishedKey: Decodable {
  let kty: String
  let use: String?
  let key_ops: [String]?
  let alg: String?
  let kid: String?
  let n: String?
  let e: String?
  let crv: String?
  let x: String?
  let y: String?
}

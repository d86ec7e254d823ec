import JWTKit

/// What a token says, as far as it is looked at. `TokenVerifier` checks it.
struct TokenClaims: JWTPayload {
  let iss: String?
  let aud: Several?
  let exp: Double?
  let nbf: Double?
  let iat: Double?
  /// RFC 8693: names with spaces between them.
  let scope: Several?
  /// The same as some issuers write it: a list.
  let scp: Several?

  /// One text, or a list of them.
  struct Several: Codable, Sendable {
    let texts: [String]

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      do {
        texts = [try container.decode(String.self)]
      } catch DecodingError.typeMismatch {
        texts = try container.decode([String].self)
      }
    }

    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(texts)
    }
  }

  var scopes: [Scope] {
    [scope, scp].compactMap { $0?.texts }.joined().flatMap { $0.split(separator: " ") }
      .compactMap { Scope(text: String($0)) }
  }

  /// jwt-kit asks for this after the signature; claims are checked by `TokenVerifier`, which knows the time.
  func verify(using algorithm: some JWTAlgorithm) {}
}

import Domain
import Foundation

/// The JSON document in which containers and instances are lent their credentials.
struct LentCredentials: Decodable {
  let AccessKeyId: String
  let SecretAccessKey: String
  let Token: String
  let Expiration: String

  /// `place` is for messages.
  static func credentials(from document: Data, place: String) throws -> AWSCredentials {
    do {
      let lent = try JSONDecoder().decode(LentCredentials.self, from: document)
      guard let end = Timestamp(iso: lent.Expiration) else {
        throw CredentialsFailure.error("\(place) lends credentials until \(lent.Expiration), which is no time")
      }
      return AWSCredentials(
        accessKeyID: lent.AccessKeyId, secretAccessKey: lent.SecretAccessKey, sessionToken: lent.Token, expiresAt: end)
    } catch is DecodingError {
      // Not even the cause is passed on: it could quote the document, and with it the secrets.
      throw CredentialsFailure.error("\(place) answers with something that is no credentials document")
    }
  }
}

extension Timestamp {
  /// From `2026-11-22T13:45:09Z` or `2026-11-22T13:45:09.120Z`, as AWS writes times.
  init?(iso text: String) {
    self.init(text.utf8.count == 20 && text.hasSuffix("Z") ? text.dropLast() + ".000Z" : text)
  }
}

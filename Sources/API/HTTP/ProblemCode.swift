import HTTPTypes

/// Every way in which the API says no, by the name that programs can rely on.
enum ProblemCode: String, CaseIterable, Sendable {
  case malformedPath = "malformed-path"
  case malformedQuery = "malformed-query"
  case unknownParameter = "unknown-parameter"
  case repeatedParameter = "repeated-parameter"
  case missingParameter = "missing-parameter"
  case invalidParameter = "invalid-parameter"
  case invalidCursor = "invalid-cursor"
  case cursorOfAnotherEdition = "cursor-of-another-edition"
  case notFound = "not-found"
  case unknownProvider = "unknown-provider"
  case noEditionYet = "no-edition-yet"
  case unknownEdition = "unknown-edition"
  case unknownCompany = "unknown-company"
  case unknownGenre = "unknown-genre"
  case unknownMovie = "unknown-movie"
  case credentialRequired = "credential-required"
  case credentialRefused = "credential-refused"
  case scopeMissing = "scope-missing"
  case tokenNotNeeded = "token-not-needed"
  case tooManyAttempts = "too-many-attempts"
  case accessUnknown = "access-unknown"
  case methodNotAllowed = "method-not-allowed"
  case editionPruned = "edition-pruned"
  case targetTooLong = "target-too-long"
  case malformedRequest = "malformed-request"
  case requestTimeout = "request-timeout"
  case requestHeadTooLarge = "request-head-too-large"
  case tooManyRequests = "too-many-requests"
  case internalError = "internal-error"
  case databaseUnavailable = "database-unavailable"
  case publicationUnreadable = "publication-unreadable"

  var status: HTTPResponse.Status {
    switch self {
    case .malformedPath, .malformedQuery, .unknownParameter, .repeatedParameter, .missingParameter, .invalidParameter,
      .invalidCursor, .cursorOfAnotherEdition, .malformedRequest:
      .badRequest
    case .notFound, .unknownProvider, .noEditionYet, .unknownEdition, .unknownCompany, .unknownGenre, .unknownMovie:
      .notFound
    case .credentialRequired, .credentialRefused: .unauthorized
    case .scopeMissing: .forbidden
    case .tokenNotNeeded: .conflict
    case .tooManyAttempts: .tooManyRequests
    case .methodNotAllowed: .methodNotAllowed
    case .editionPruned: .gone
    case .targetTooLong: .uriTooLong
    case .requestTimeout: .requestTimeout
    case .requestHeadTooLarge: .requestHeaderFieldsTooLarge
    case .tooManyRequests: .tooManyRequests
    case .internalError: .internalServerError
    case .databaseUnavailable, .publicationUnreadable, .accessUnknown: .serviceUnavailable
    }
  }

  /// What a reader of the documentation is told.
  var meaning: String {
    switch self {
    case .malformedPath: "The path has a broken percent-escape, or bytes that are not UTF-8."
    case .malformedQuery: "The query is not of the form name=value&name=value."
    case .unknownParameter: "The resource has no parameter of this name."
    case .repeatedParameter: "A parameter is given twice."
    case .missingParameter: "A required parameter is not given."
    case .invalidParameter: "A value is not of the parameter's kind, or out of its range."
    case .invalidCursor: "The cursor is damaged, or belongs to another query."
    case .cursorOfAnotherEdition: "The cursor was made from another edition: follow links.next, which is pinned."
    case .notFound: "There is no resource at this path."
    case .unknownProvider: "There is no provider of this name."
    case .noEditionYet: "The provider has not published anything yet."
    case .unknownEdition: "The provider has never published an edition of this number."
    case .unknownCompany: "The edition has no company with this id."
    case .unknownGenre: "The edition has no genre with this id."
    case .unknownMovie: "The edition has no film with this id."
    case .credentialRequired: "The provider's data are for readers with a credential, and none was sent."
    case .credentialRefused: "The credential is not one, or does not hold, or no longer."
    case .scopeMissing: "The credential holds, but not for this provider."
    case .tokenNotNeeded: "Everybody may read the provider's data, so that no token is made for it."
    case .tooManyAttempts:
      "There were too many wrong passwords from this address or for this name; `Retry-After` says when to go on."
    case .accessUnknown: "It cannot be known at the moment whether the credential may read this."
    case .methodNotAllowed: "Only GET, HEAD and OPTIONS are answered."
    case .editionPruned: "The edition existed and was removed by the retention policy."
    case .targetTooLong: "Path and query together are too long."
    case .malformedRequest: "What arrived is no HTTP/1.1 request. The connection is closed."
    case .requestTimeout: "The request arrived too slowly. The connection is closed."
    case .requestHeadTooLarge: "The request line and its headers are too large. The connection is closed."
    case .tooManyRequests: "The client had too many answers that are not cached; `Retry-After` says when to go on."
    case .internalError: "A fault of ours; it is in our log."
    case .databaseUnavailable: "The edition cannot be read at the moment."
    case .publicationUnreadable: "It cannot be known at the moment which edition is current."
    }
  }
}

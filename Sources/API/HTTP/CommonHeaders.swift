import HTTPTypes

/// Headers of every answer, errors included: readable by pages of any origin, never sniffed.
enum CommonHeaders {
  static let allowedMethods = "GET, HEAD, OPTIONS"

  static func append(to fields: inout HTTPFields) {
    for field in always { fields.append(field) }
  }

  private static let always: [HTTPField] = [
    HTTPField(name: .accessControlAllowOrigin, value: "*"),
    HTTPField(
      name: .accessControlExposeHeaders,
      value: "Data-Edition, Data-Publication, ETag, Last-Modified, Link, RateLimit, RateLimit-Policy, Retry-After, "
        + "WWW-Authenticate"),
    HTTPField(name: .xContentTypeOptions, value: "nosniff"),
  ]

  /// The answer to `OPTIONS`, which browsers ask before a request with headers of its own; they may remember it a day.
  static let preflight: HTTPFields = {
    var fields = HTTPFields()
    fields.append(HTTPField(name: .allow, value: allowedMethods))
    fields.append(HTTPField(name: .accessControlAllowMethods, value: allowedMethods))
    fields.append(
      HTTPField(name: .accessControlAllowHeaders, value: "Authorization, If-Modified-Since, If-None-Match"))
    fields.append(HTTPField(name: .accessControlMaxAge, value: "86400"))
    append(to: &fields)
    return fields
  }()
}

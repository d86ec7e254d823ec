/// The responses of the OpenAPI document, with examples that are compared with live answers.
enum OpenAPIResponses {
  static func responses(of resource: Resource, pinned: Bool, formats: [Format]) -> JSONValue {
    let isPinned = pinned || resource.scope == .comparison
    let content = formats.map { format -> (String, JSONValue) in
      let schema: JSONValue = format == .json ? OpenAPISchemas.answer(resource) : ["type": "string"]
      guard !pinned, let example = OpenAPIExamples.body(of: resource, format) else {
        return (format.mediaType, ["schema": schema])
      }
      return (format.mediaType, ["schema": schema, "example": example])
    }
    var responses: [(String, JSONValue)] = [
      (
        "200",
        [
          "description": .string(resource.summary + "."), "headers": headers(pinned: isPinned),
          "content": .object(content),
        ]
      ),
      (
        "304",
        ["description": "Not changed since the copy that the request names.", "headers": headers(pinned: isPinned)]
      ),
    ]
    let common = ["400", "401", "403", "404", "429", "503"]
    for name in isPinned ? (common + ["410"]).sorted() : common {
      responses.append((name, OpenAPIDocument.reference("responses", "refused\(name)")))
    }
    if resource.scope == .history, resource.path.count > 2 {
      responses.append(("410", OpenAPIDocument.reference("responses", "refused410")))
    }
    return .object(responses)
  }

  static let refusals: [(String, JSONValue)] = [
    ("refused400", refusal("The query or the path is not right.")),
    (
      "refused401",
      refusal(
        "The provider's data are for readers with a credential, and there is none that holds.",
        [("WWW-Authenticate", header("wwwAuthenticate"))])
    ),
    ("refused403", refusal("The credential holds, but not for this provider.")),
    ("refused404", refusal("There is no such thing.")),
    ("refused410", refusal("The edition was removed by the retention policy.")),
    (
      "refused429",
      refusal(
        "The client had too many answers that are not cached, or sent too many wrong passwords.",
        [
          ("Retry-After", header("retryAfter")), ("RateLimit", header("rateLimit")),
          ("RateLimit-Policy", header("rateLimitPolicy")),
        ])
    ),
    ("refused503", refusal("It cannot be answered at the moment.", [("Retry-After", header("retryAfter"))])),
  ]

  static let headers: [(String, JSONValue)] = [
    ("etag", described("A strong tag of the exact bytes: an answer that did not change keeps it across editions.")),
    ("lastModified", described("When the edition was switched in.")),
    ("cacheControl", described("What caches may do.")),
    ("dataEdition", ["description": "The edition that the answer is made from.", "schema": ["type": "integer"]]),
    (
      "dataPublication",
      [
        "description": "The sequence of the publication that the answer is made from: it rises with every change.",
        "schema": ["type": "integer"],
      ]
    ),
    ("link", described("The next page, the pinned address, this document.")),
    ("wwwAuthenticate", described("What to send: `Basic`, and `Bearer` where an issuer is configured.")),
    ("rateLimit", described("What the client has left of the quota (`r`), and the seconds until it is whole (`t`).")),
    ("rateLimitPolicy", described("The quota of uncached answers (`q`) in a window of seconds (`w`).")),
    ("retryAfter", ["description": "Seconds after which to ask again.", "schema": ["type": "integer"]]),
  ]

  private static func headers(pinned: Bool) -> JSONValue {
    var headers: [(String, JSONValue)] = [
      ("ETag", header("etag")), ("Last-Modified", header("lastModified")), ("Cache-Control", header("cacheControl")),
      ("Data-Edition", header("dataEdition")),
    ]
    if !pinned { headers.append(("Data-Publication", header("dataPublication"))) }
    headers.append(("Link", header("link")))
    return .object(headers)
  }

  private static func refusal(_ text: String, _ headers: [(String, JSONValue)] = []) -> JSONValue {
    var fields: [(String, JSONValue)] = [("description", .string(text))]
    if !headers.isEmpty { fields.append(("headers", .object(headers))) }
    let content: JSONValue = ["schema": OpenAPIDocument.reference("schemas", "problem")]
    fields.append(("content", .object([(Problem.contentType, content)])))
    return .object(fields)
  }

  private static func header(_ name: String) -> JSONValue { OpenAPIDocument.reference("headers", name) }

  private static func described(_ text: String) -> JSONValue {
    ["description": .string(text), "schema": ["type": "string"]]
  }
}

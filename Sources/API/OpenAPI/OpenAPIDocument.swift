/// The OpenAPI 3.1 document, made from the same descriptions that requests are matched and rows are written by.
enum OpenAPIDocument {
  /// As it is served at `/openapi.json`.
  static let bytes: [UInt8] = {
    var writer = JSONWriter()
    writer.value(document)
    writer.raw("\n")
    return writer.bytes
  }()

  static let document: JSONValue = [
    "openapi": "3.1.0",
    "info": [
      "title": "boxoffice",
      "version": "1.0.0",
      "summary": "Figures about films, their companies and genres, edition by edition.",
      "description": .string(introduction),
    ],
    "servers": [["url": "/"]],
    "tags": [
      ["name": "current", "description": "The current edition of a provider."],
      ["name": "pinned", "description": "One edition, named in the path: an answer never changes."],
      ["name": "history", "description": "The editions themselves."],
      ["name": "program", "description": "What does not depend on data."],
    ],
    // Nothing is needed for what is for everybody.
    "security": [.object([]), ["basic": []], ["bearer": []]],
    "paths": .object(paths),
    "components": [
      "schemas": .object(OpenAPISchemas.all),
      "parameters": .object(sharedParameters),
      "headers": .object(OpenAPIResponses.headers),
      "responses": .object(OpenAPIResponses.refusals),
      "securitySchemes": [
        "basic": ["type": "http", "scheme": "basic", "description": "A user of `boxoffice user add`."],
        "bearer": [
          "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
          "description": "A token of the configured OpenID Connect issuer, with the scope `{provider}:read`.",
        ],
      ],
    ],
  ]

  private static let introduction = """
    Every answer is made from one edition of a provider's data. `/v1/{provider}/…` is the current edition;
    `/v1/{provider}/@{edition}/…` is pinned to one and never changes. The ending of the path chooses the format: `.json`
    (also without one), `.csv` or `.ndjson`.

    The data of a provider are for everybody, or for readers with a credential: Basic, or a Bearer token of the operator's
    issuer.

    Lists are walked by following `links.next` (or the `Link` header with `rel="next"`), which is pinned, so that a walk
    stays in one edition. Unknown parameters are refused. Money is in whole US dollars, and what is unknown is null.
    """

  private static var paths: [(String, JSONValue)] {
    var paths: [(String, JSONValue)] = []
    for resource in Resource.all {
      for pinned in resource.scope == .edition ? [false, true] : [false] {
        let base = pinned ? "/v1/{provider}/@{edition}" : "/v1/{provider}"
        let path = base + (resource.path.isEmpty ? "" : "/\(resource.template)")
        paths.append((path, item(resource, pinned, formats: [.json], isSuffixed: false)))
        paths.append(("\(path).{format}", item(resource, pinned, formats: Format.allCases, isSuffixed: true)))
      }
    }
    paths.append(
      (
        "/openapi.json",
        [
          "get": [
            "operationId": "openapi", "summary": "This document", "tags": ["program"],
            "responses": [
              "200": ["description": "OpenAPI 3.1.", "content": ["application/json": ["schema": ["type": "object"]]]]
            ],
          ]
        ]
      ))
    paths.append(
      (
        "/",
        [
          "get": [
            "operationId": "home", "summary": "A page for people", "tags": ["program"],
            "responses": ["200": ["description": "HTML.", "content": ["text/html": ["schema": ["type": "string"]]]]],
          ]
        ]
      ))
    return paths
  }

  private static func item(_ resource: Resource, _ pinned: Bool, formats: [Format], isSuffixed: Bool) -> JSONValue {
    var parameters: [JSONValue] = [reference("parameters", "provider")]
    if pinned { parameters.append(reference("parameters", "pinnedEdition")) }
    for case .number(let name) in resource.path {
      parameters.append(number(name, example: exampleNumber(resource, name)))
    }
    if isSuffixed { parameters.append(reference("parameters", "format")) }
    parameters += resource.parameters.map(query)
    let name = resource.name.prefix(1).uppercased() + resource.name.dropFirst()
    let verb = pinned ? "getPinned" : "get"
    return [
      "get": .object([
        ("operationId", .string("\(verb)\(name)\(isSuffixed ? "InFormat" : "")")),
        ("summary", .string(resource.summary)),
        ("description", .string(resource.details.isEmpty ? resource.summary + "." : resource.details)),
        ("tags", [.string(resource.scope != .edition ? "history" : pinned ? "pinned" : "current")]),
        ("parameters", .array(parameters)),
        ("responses", OpenAPIResponses.responses(of: resource, pinned: pinned, formats: formats)),
      ])
    ]
  }

  private static func query(_ parameter: Parameter) -> JSONValue {
    var fields: [(String, JSONValue)] = [
      ("name", .string(parameter.name)), ("in", "query"), ("description", .string(parameter.text)),
    ]
    if parameter.isRequired { fields.append(("required", true)) }
    fields.append(("schema", OpenAPISchemas.schema(of: parameter)))
    if parameter.isRequired { fields.append(("example", 2001)) }
    return .object(fields)
  }

  private static func number(_ name: String, example: Int64) -> JSONValue {
    [
      "name": .string(name), "in": "path", "required": true,
      "schema": ["type": "integer", "format": "int64", "minimum": 1], "example": .integer(example),
    ]
  }

  /// The number that stands for `name` in the resource's example.
  private static func exampleNumber(_ resource: Resource, _ name: String) -> Int64 {
    let parts = resource.example.split(separator: "?")[0].split(separator: "/")
    for (part, text) in zip(resource.path, parts) where part == .number(name) { return Int64(text) ?? 1 }
    return 1
  }

  private static let sharedParameters: [(String, JSONValue)] = [
    (
      "provider",
      [
        "name": "provider", "in": "path", "required": true, "description": "Who delivered the data.",
        "schema": ["type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,39}$"], "example": "default",
      ]
    ),
    (
      "pinnedEdition",
      [
        "name": "edition", "in": "path", "required": true, "description": "The edition's number.",
        "schema": ["type": "integer", "minimum": 1], "example": 1,
      ]
    ),
    (
      "format",
      [
        "name": "format", "in": "path", "required": true, "description": "The form of the answer.",
        "schema": ["type": "string", "enum": .array(Format.allCases.map { .string($0.rawValue) })], "example": "csv",
      ]
    ),
  ]

  static func reference(_ kind: String, _ name: String) -> JSONValue {
    ["$ref": .string("#/components/\(kind)/\(name)")]
  }
}

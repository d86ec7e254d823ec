/// JSON schemas of rows, answers and parameters.
enum OpenAPISchemas {
  static let all: [(String, JSONValue)] =
    Resource.all.filter { $0.documentSchema == nil }.map { ($0.name, object($0.columns)) } + [("problem", problem)]

  /// The whole JSON answer of a resource.
  static func answer(_ resource: Resource) -> JSONValue {
    let row = OpenAPIDocument.reference("schemas", resource.name)
    let data: JSONValue = resource.documentSchema ?? (resource.isObject ? row : ["type": "array", "items": row])
    var links: [(String, JSONValue)] = [("self", ["type": "string"])]
    if !resource.isObject {
      links.append(("next", ["type": ["string", "null"], "description": "The next page; null on the last."]))
    }
    return [
      "type": "object", "required": ["data", "meta", "links"],
      "properties": [
        "data": data,
        "meta": [
          "type": "object", "description": "What the rows are: their number, the currency, what was asked for.",
        ],
        "links": [
          "type": "object", "required": .array(links.map { .string($0.0) }), "properties": .object(links),
          "additionalProperties": ["type": "string"],
        ],
      ],
    ]
  }

  static func object(_ columns: [ColumnDescription], isNullable: Bool = false) -> JSONValue {
    [
      "type": isNullable ? ["object", "null"] : "object",
      "required": .array(columns.map { .string($0.name) }),
      "properties": .object(columns.map { ($0.name, schema(of: $0)) }),
    ]
  }

  static func schema(of column: ColumnDescription) -> JSONValue {
    var fields: [(String, JSONValue)]
    switch column.kind {
    case .flag: fields = [("type", type("boolean", column))]
    case .integer: fields = [("type", type("integer", column)), ("format", "int64")]
    case .text: fields = [("type", type("string", column))]
    case .choice(let choices):
      fields = [("type", type("string", column)), ("enum", .array(choices.map(JSONValue.string)))]
    case .date: fields = [("type", type("string", column)), ("format", "date")]
    case .time: fields = [("type", type("string", column)), ("format", "date-time")]
    case .decimal: fields = [("type", type("number", column))]
    case .names: fields = [("type", "array"), ("items", named)]
    case .nested(.object(let schema)): fields = schema
    case .nested: fields = []
    case .group(let columns):
      guard case .object(let object) = object(columns, isNullable: column.isNullable) else { return true }
      fields = object
    }
    return .object(fields + [("description", .string(column.text))])
  }

  static func schema(of parameter: Parameter) -> JSONValue {
    var fields: [(String, JSONValue)]
    switch parameter.kind {
    case .integer(let range):
      fields = [
        ("type", "integer"), ("format", "int64"), ("minimum", .integer(range.lowerBound)),
        ("maximum", .integer(range.upperBound)),
      ]
    case .text: fields = [("type", "string"), ("minLength", 1), ("maxLength", .integer(Int64(Parameter.maxTextBytes)))]
    case .choice(let choices): fields = [("type", "string"), ("enum", .array(choices.map(JSONValue.string)))]
    case .cursor: fields = [("type", "string")]
    }
    switch parameter.defaultValue {
    case .integer(let value): fields.append(("default", .integer(value)))
    case .text(let text): fields.append(("default", .string(text)))
    case nil: break
    }
    return .object(fields)
  }

  private static func type(_ name: String, _ column: ColumnDescription) -> JSONValue {
    column.isNullable ? [.string(name), "null"] : .string(name)
  }

  private static let named: JSONValue = [
    "type": "object", "required": ["id", "name"],
    "properties": ["id": ["type": "integer", "format": "int64"], "name": ["type": "string"]],
  ]

  private static let problem: JSONValue = [
    "type": "object", "description": "A refusal, as RFC 9457 has it.",
    "required": ["title", "status", "code", "detail"],
    "properties": [
      "title": ["type": "string"],
      "status": ["type": "integer"],
      "code": [
        "type": "string", "enum": .array(ProblemCode.allCases.map { .string($0.rawValue) }),
        "description": .string(ProblemCode.allCases.map { "`\($0.rawValue)`: \($0.meaning)" }.joined(separator: "\n")),
      ],
      "detail": ["type": "string", "description": "What is wrong with this request, and what to do about it."],
      "suggestion": ["type": "string", "description": "The nearest parameter, value or path that would have worked."],
    ],
  ]
}

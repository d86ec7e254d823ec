/// The examples of the OpenAPI document: what the API answers from the small fixture delivery.
///
/// The bodies are kept in `OpenAPIExamples+Bodies.swift`, which a test writes and compares with live answers byte by byte.
enum OpenAPIExamples {
  /// One example, as it was asked for.
  struct Example: Sendable {
    let resource: String
    let format: Format
    /// With the provider.
    let target: String
    let body: String
  }

  /// Where a resource's example is asked for.
  static func target(of resource: Resource, _ format: Format) -> String {
    let sides = resource.example.split(separator: "?", omittingEmptySubsequences: false)
    let path = "/v1/default" + (resource.example.isEmpty ? "" : "/\(sides[0])")
    let suffix = format == .json ? "" : ".\(format)"
    return path + suffix + (sides.count > 1 ? "?\(sides[1])" : "")
  }

  /// The example's body: as the JSON it is, or as text.
  static func body(of resource: Resource, _ format: Format) -> JSONValue? {
    guard let example = bodies.first(where: { $0.resource == resource.name && $0.format == format }) else { return nil }
    return format == .json ? .encoded(example.body) : .string(example.body)
  }
}

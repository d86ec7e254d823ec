import Domain

/// The checked query of one request: every parameter is known, given once, and of its kind.
struct Arguments: Sendable {
  private let parameters: [Parameter]
  private let values: [String: ParameterValue]

  init(_ pairs: [RequestTarget.Pair], for parameters: [Parameter]) throws(Problem) {
    var values: [String: ParameterValue] = [:]
    for pair in pairs {
      guard let parameter = parameters.first(where: { $0.name == pair.name }) else {
        throw Self.unknown(pair, among: parameters)
      }
      guard values[pair.name] == nil else {
        throw Problem(
          .repeatedParameter, "parameter '\(pair.name)' is given twice; give it once",
          suggestion: "\(pair.name)=\(PercentEncoding.encoded(pair.value))")
      }
      values[pair.name] = try parameter.value(pair.value)
    }
    for parameter in parameters where parameter.isRequired && values[parameter.name] == nil {
      throw Problem(.missingParameter, "parameter '\(parameter.name)' is required: \(parameter.text)")
    }
    self.parameters = parameters
    self.values = values
    if let from = integer("from"), let to = integer("to"), from > to {
      throw Problem(
        .invalidParameter, "from=\(from) lies after to=\(to), so that no year is left",
        suggestion: "from=\(to)&to=\(from)")
    }
  }

  func integer(_ name: String) -> Int64? {
    if case .integer(let value) = self[name] { value } else { nil }
  }

  func text(_ name: String) -> String? {
    if case .text(let text) = self[name] { text } else { nil }
  }

  private subscript(name: String) -> ParameterValue? {
    values[name] ?? parameters.first { $0.name == name }?.defaultValue
  }

  /// The query that means the same with parameters in their declared order and without defaults; empty, or with `?`.
  func canonicalQuery(leavingOut names: [String] = [], adding added: [(String, String)] = []) -> String {
    var pairs: [(String, String)] = []
    for parameter in parameters where !names.contains(parameter.name) {
      guard let value = values[parameter.name], value != parameter.defaultValue else { continue }
      pairs.append((parameter.name, value.text))
    }
    let all = (pairs + added).map { "\($0.0)=\(PercentEncoding.encoded($0.1))" }
    return all.isEmpty ? "" : "?" + all.joined(separator: "&")
  }

  private static func unknown(_ pair: RequestTarget.Pair, among parameters: [Parameter]) -> Problem {
    let names = parameters.map(\.name)
    return Problem(
      .unknownParameter,
      "there is no parameter '\(FindingValue.shown(pair.name))' here; "
        + (names.isEmpty ? "this resource takes none" : "there are: \(names.joined(separator: ", "))"),
      suggestion: NearestName.to(pair.name, among: names))
  }
}

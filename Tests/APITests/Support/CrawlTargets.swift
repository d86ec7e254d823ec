import Fixtures
import Foundation

@testable import API

/// Request targets made from the description of the API, as its OpenAPI document is: every resource in every format, with
/// every value of every parameter, for ids that are there and ids that are not.
struct CrawlTargets {
  private let models: [SlowModel]
  private var random = SeededGenerator(seed: 2026)

  init(_ models: [SlowModel]) { self.models = models }

  var all: [String] {
    var maker = self
    return Resource.all.flatMap { maker.targets(of: $0) }
  }

  private static let formats = ["", ".json", ".csv", ".ndjson"]

  /// How many combinations of parameters are asked of each path, and in how many forms.
  private static let combinations = 36

  private mutating func targets(of resource: Resource) -> [String] {
    var targets: Set<String> = []
    let pins = resource.scope == .edition ? ["", "/@1", "/@2", "/@3"] : [""]
    for path in paths(of: resource) {
      for pin in pins {
        let base = "/v1/default\(pin)" + (path.isEmpty ? "" : "/\(path)")
        for format in Self.formats where !path.isEmpty || format.isEmpty { targets.insert(base + format) }
        guard !path.isEmpty else { continue }
        // Each value of each parameter by itself, in one format or another.
        for parameter in resource.parameters {
          for value in values(of: parameter) { targets.insert("\(base)\(format())?\(parameter.name)=\(value)") }
        }
      }
      guard resource.parameters.count > 1 else { continue }
      // And together.
      for _ in 0..<Self.combinations {
        let chosen = resource.parameters.filter { $0.isRequired || Bool.random(using: &random) }
        let query = chosen.map { "\($0.name)=\(values(of: $0).randomElement(using: &random)!)" }
        let pin = pins.randomElement(using: &random)!
        targets.insert("/v1/default\(pin)/\(path)\(format())?\(query.joined(separator: "&"))")
      }
    }
    return targets.sorted()
  }

  private mutating func format() -> String { Self.formats.randomElement(using: &random)! }

  /// The resource's path with ids of the data for its numbers.
  private mutating func paths(of resource: Resource) -> [String] {
    var paths = [""]
    for part in resource.path {
      let words: [String] =
        switch part {
        case .literal(let text): [text]
        case .number(let name): ids(name).map(String.init)
        }
      paths = paths.flatMap { path in words.map { path.isEmpty ? $0 : "\(path)/\($0)" } }
    }
    return paths
  }

  private mutating func ids(_ name: String) -> [Int64] {
    func some(_ ids: [Int64], _ count: Int) -> [Int64] {
      Array(ids.shuffled(using: &random).prefix(count)) + [ids.max()! + 1, 0, .max]
    }
    switch name {
    case "companyId": return some(models[1].companies.map(\.id), 8)
    case "genreId": return some(models[1].genres.map(\.id), 5)
    case "movieId": return some(models[1].films.map(\.id), 20)
    default: return [1, 2, 3]
    }
  }

  /// Values of a parameter: all of a choice; of a number its bounds, what the data has, and what is out of range.
  private mutating func values(of parameter: Parameter) -> [String] {
    switch parameter.kind {
    case .choice(let choices): return choices + ["nonsense"]
    case .integer(let range):
      let known: [Int64] =
        switch parameter.name {
        case "company": models[1].companies.map(\.id).shuffled(using: &random).prefix(4) + []
        case "genre": models[1].genres.map(\.id).shuffled(using: &random).prefix(4) + []
        case "limit": [2, 5, 30]
        case "minReleases": [2, 5, 50]
        default: [1996, 1999, 2000, 2003, 2010]
        }
      return (known + [range.lowerBound, range.upperBound]).map(String.init) + ["0"]
    case .text:
      return [
        "e", "eclair", "ÉCLAIR", "%25", "_", "a_b", "%5C", "'", "film", "north", "SOUTH", "日本", "мос", "zzz", "10",
        "%22",
        "%F0%9F%8E%AC", "ss", "%20", "~", "+", "%00",
      ].map { $0.contains("%") ? $0 : $0.addingPercentEncoding(withAllowedCharacters: .alphanumerics)! }
    case .cursor: return ["AQAAAAAAAAAB", "nonsense"]
    }
  }
}

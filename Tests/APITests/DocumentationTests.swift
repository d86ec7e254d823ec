import Foundation
import HTTPTypes
import Testing

@testable import API

@Suite("docs/api.md says what the code does", .serialized)
struct DocumentationTests {
  static let path = "docs/api.md"

  @Test(
    "The generated parts are up to date",
    arguments: [("resources", resources), ("refusals", refusals), ("metrics", metrics)]
      as [(String, @Sendable () -> String)])
  func generated(name: String, text: @Sendable () -> String) throws {
    let document = try Documentation.text(Self.path)
    let begin = "<!-- \(name) -->\n"
    let end = "<!-- /\(name) -->"
    let start = try #require(document.firstRange(of: begin)).upperBound
    let stop = try #require(document[start...].firstRange(of: end)).lowerBound
    if ProcessInfo.processInfo.environment["BOXOFFICE_UPDATE_DOCS"] == "1" {
      let updated = document[..<start] + text() + document[stop...]
      try Data(updated.utf8).write(to: URL(fileURLWithPath: Documentation.root + Self.path))
      return
    }
    #expect(document[start..<stop] == text(), "run again with BOXOFFICE_UPDATE_DOCS=1 if this is wanted")
  }

  @Test("The refusal that is shown is what the API answers")
  func shownRefusal() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/v1/default/companies?sorted=name")
    #expect(try Documentation.text(Self.path).contains("\n\(response.text)```"))
  }

  @Test("Headers that are described are sent")
  func headers() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/v1/default/companies")
    let table = try Documentation.text(Self.path).split(separator: "## Headers")[1].split(separator: "## Refusals")[0]
    let names = table.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { row in
      row.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.1) }
    }
    #expect(names.count == 9)
    for name in names { #expect(response.header(name) != nil, "\(name)") }
  }

  private static let resources: @Sendable () -> String = {
    Resource.all.map { resource in
      var lines = ["### `\(resource.template.isEmpty ? "(the provider itself)" : resource.template)`", ""]
      lines.append(resource.summary + "." + (resource.details.isEmpty ? "" : " " + resource.details))
      if !resource.parameters.isEmpty {
        lines += ["", "| parameter | values | what |", "|---|---|---|"]
        for parameter in resource.parameters {
          lines.append("| `\(parameter.name)` | \(values(parameter)) | \(parameter.text) |")
        }
      }
      let example = OpenAPIExamples.bodies.first { $0.resource == resource.name && $0.format == .json }
      if let example {
        lines += ["", "`GET \(example.target)`", "", "```json", example.body.trimmingCharacters(in: .newlines), "```"]
      }
      return lines.joined(separator: "\n") + "\n\n"
    }.joined()
  }

  private static func values(_ parameter: Parameter) -> String {
    let values =
      switch parameter.kind {
      case .integer(let range):
        range.upperBound == .max ? "a number from \(range.lowerBound)" : "\(range.lowerBound) to \(range.upperBound)"
      case .text: "text"
      case .choice(let choices) where parameter.name == "sort":
        choices.filter { !$0.hasPrefix("-") }.map { "`\($0)`" }.joined(separator: ", ") + ", or with `-` in front"
      case .choice(let choices): choices.map { "`\($0)`" }.joined(separator: ", ")
      case .cursor: "from `links.next`"
      }
    if parameter.isRequired { return values + "; required" }
    return values + (parameter.defaultValue.map { "; default `\($0.text)`" } ?? "")
  }

  private static let refusals: @Sendable () -> String = {
    "| status | code | what |\n|---|---|---|\n"
      + ProblemCode.allCases.map { "| \($0.status.code) | `\($0.rawValue)` | \($0.meaning) |\n" }.joined()
  }

  private static let metrics: @Sendable () -> String = {
    "| metric | what |\n|---|---|\n"
      + APIService.metricDescriptions.sorted { $0.key < $1.key }.map { "| `\($0.key)` | \($0.value) |\n" }.joined()
  }
}

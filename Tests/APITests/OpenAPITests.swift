import Fixtures
import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("The OpenAPI document is valid and true")
struct OpenAPITests {
  @Test("Every documented example is what the API answers, byte by byte")
  func examples() async throws {
    let site = try await TestSite.documented()
    var bodies: [OpenAPIExamples.Example] = []
    for resource in Resource.all {
      for format in Format.allCases {
        let target = OpenAPIExamples.target(of: resource, format)
        let response = try await site.get(target)
        #expect(response.status == .ok, "\(target): \(response.text)")
        bodies.append(.init(resource: resource.name, format: format, target: target, body: response.text))
      }
    }
    if ProcessInfo.processInfo.environment["BOXOFFICE_UPDATE_DOCS"] == "1" { try Self.write(bodies) }
    #expect(OpenAPIExamples.bodies.count == bodies.count)
    for (documented, live) in zip(OpenAPIExamples.bodies, bodies) {
      #expect(documented.target == live.target)
      #expect(documented.body == live.body, "\(live.target): run again with BOXOFFICE_UPDATE_DOCS=1 if this is wanted")
    }
  }

  @Test("It is served as it is described, and describes every path that is there")
  func served() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/openapi.json")
    #expect(response.header("Cache-Control") == "public, max-age=300")
    let document = try response.json()
    #expect(document["openapi"] as? String == "3.1.0")
    let paths = try #require(document["paths"] as? [String: Any])
    for resource in Resource.all {
      let path = "/v1/{provider}" + (resource.path.isEmpty ? "" : "/\(resource.template)")
      #expect(paths[path] != nil)
      #expect(paths["\(path).{format}"] != nil)
      let pinned = path.replacing("/v1/{provider}", with: "/v1/{provider}/@{edition}", maxReplacements: 1)
      #expect((paths[pinned] != nil) == (resource.scope == .edition))
    }
    let operations = paths.values.compactMap {
      (($0 as? [String: Any])?["get"] as? [String: Any])?["operationId"] as? String
    }
    #expect(Set(operations).count == paths.count)
  }

  @Test("Answers fit their schemas: no field too few, none too many, each of its type")
  func schemas() async throws {
    let site = try await TestSite.documented()
    for resource in Resource.all where resource.documentSchema == nil {
      let data = try await site.get(OpenAPIExamples.target(of: resource, .json)).json()["data"]
      for row in data as? [[String: Any]] ?? [data as? [String: Any] ?? [:]] {
        check(row, resource.columns, resource.name)
      }
    }
  }

  private func check(_ row: [String: Any], _ columns: [ColumnDescription], _ place: String) {
    #expect(Set(row.keys) == Set(columns.map(\.name)), "\(place)")
    for column in columns {
      let value = row[column.name]
      if value is NSNull {
        #expect(column.isNullable, "\(place).\(column.name) is null")
        continue
      }
      switch column.kind {
      case .flag: #expect(value is Bool)
      case .integer: #expect(value is Int, "\(place).\(column.name)")
      case .decimal: #expect(value is NSNumber)
      case .text, .date, .time: #expect(value is String)
      case .choice(let choices): #expect(choices.contains(value as? String ?? ""), "\(place).\(column.name)")
      case .names, .nested: #expect(value is [Any])
      case .group(let inner): check(value as? [String: Any] ?? [:], inner, "\(place).\(column.name)")
      }
    }
  }

  @Test("A validator of OpenAPI accepts it", .enabled(if: Self.hasValidator, "openapi-spec-validator is not installed"))
  func valid() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data(OpenAPIDocument.bytes), to: "openapi.json")
    let (status, output) = try Self.run(["python3", "-m", "openapi_spec_validator", "--schema", "3.1", path])
    #expect(status == 0, "\(output)")
  }

  private static let hasValidator = (try? run(["python3", "-c", "import openapi_spec_validator"]))?.status == 0

  private static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = arguments
    let output = Pipe()
    process.standardOutput = output
    process.standardError = output
    try process.run()
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return (process.terminationStatus, text)
  }

  private static func write(_ bodies: [OpenAPIExamples.Example]) throws {
    var source = """
      // Written by the test "Every documented example is what the API answers" with BOXOFFICE_UPDATE_DOCS=1.
      // swift-format-ignore-file

      extension OpenAPIExamples {
        static let bodies: [Example] = [

      """
    for body in bodies {
      let text = body.body.replacing("\r\n", with: "\\#r\\#n").replacing("\n", with: "\\#n")
      source += """
            Example(
              resource: "\(body.resource)", format: .\(body.format), target: "\(body.target)",
              body: #"\(text)"#),

        """
    }
    source += "  ]\n}\n"
    let file = Documentation.root + "Sources/API/OpenAPI/OpenAPIExamples+Bodies.swift"
    try Data(source.utf8).write(to: URL(fileURLWithPath: file))
  }
}

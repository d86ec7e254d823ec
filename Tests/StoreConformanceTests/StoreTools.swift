import Domain
import Foundation
import Testing
import Watchfolders

func key(_ name: String) throws -> ObjectKey { try #require(ObjectKey(name)) }

extension ObjectStore {
  @discardableResult
  func put(_ name: String, _ text: String, if condition: WriteCondition = .always) async throws -> ObjectInfo {
    try await put(key(name), .data(Data(text.utf8)), if: condition)
  }

  func text(_ name: String, version: ObjectVersion? = nil, range: Range<Int64>? = nil) async throws -> String {
    var data = Data()
    try await read(key(name), version: version, range: range) { data.append(contentsOf: $0) }
    return String(decoding: data, as: UTF8.self)
  }

  func keys(_ prefix: String = "") async throws -> [String] { try await list(prefix: prefix).map(\.key.name) }
}

/// Expects a `BoxOfficeError` of this code, and returns it.
@discardableResult
func expectError(
  _ code: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> Void
) async -> BoxOfficeError? {
  do {
    try await body()
    Issue.record("expected the error \(code), but there was none", sourceLocation: sourceLocation)
  } catch let error as BoxOfficeError {
    #expect(error.code == code, sourceLocation: sourceLocation)
    return error
  } catch {
    Issue.record("expected the error \(code), not \(error)", sourceLocation: sourceLocation)
  }
  return nil
}

/// Bytes that differ from piece to piece, the same in every run.
func pattern(_ count: Int) -> Data {
  var state: UInt64 = 0x9E37_79B9_7F4A_7C15
  var data = Data(capacity: count + 8)
  while data.count < count {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    withUnsafeBytes(of: state) { data.append(contentsOf: $0) }
  }
  return data.prefix(count)
}

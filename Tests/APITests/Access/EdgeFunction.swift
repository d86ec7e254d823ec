import Fixtures
import Foundation

/// CloudFront's function `viewer-request.js`, run by Node as its own tests run it.
struct EdgeFunction {
  static let isWanted = TestServerProgram.isWanted("node")
  static let missing = "Node is not installed: scripts/setup --tests"

  struct Request: Encodable {
    let path: String
    let authorization: String?
    /// When it is judged, in milliseconds.
    let at: Int64
  }

  struct Judgement: Decodable, Equatable {
    /// 200 for a request that goes on to the cache.
    let status: Int
    /// The credential that goes on with it.
    let authorization: String?
  }

  /// The entries of the key-value store.
  let store: [String: String]

  func judge(_ requests: [Request]) throws -> [Judgement] {
    guard let node = TestServerProgram.path(of: "node") else { throw TestServerProgram.Failure(Self.missing) }
    struct Task: Encodable {
      let store: [String: String]
      let requests: [Request]
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: node)
    process.arguments = [Documentation.root + "deploy/aws/edge/tests/judge.mjs"]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: JSONEncoder().encode(Task(store: store, requests: requests)))
    try input.fileHandleForWriting.close()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    guard process.terminationStatus == 0 else { throw TestServerProgram.Failure("judge.mjs failed") }
    return try JSONDecoder().decode([Judgement].self, from: answer)
  }
}

import AsyncHTTPClient
import Domain
import Foundation
import Logging
import NIOCore
import NIOHTTP1

/// The Runtime API of AWS Lambda, which hands events to a custom runtime one at a time.
///
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
package final class LambdaRuntime: Sendable {
  /// What names the API's address, in the environment of every function.
  package static let addressVariable = "AWS_LAMBDA_RUNTIME_API"
  private static let maxEventBytes = 16 << 20

  private let root: String
  private let client: HTTPClient

  /// - Parameter address: host and port.
  package init(address: String) {
    root = "http://\(address)/2018-06-01/runtime"
    var configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
    // The next event may be hours away, for which the process is frozen: reading has no limit.
    configuration.timeout = .init(connect: .seconds(5))
    configuration.httpVersion = .http1Only
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  deinit {
    client.shutdown { _ in }  // by then nobody uses it
  }

  /// Runs `handle` for one event after the other and reports what came of it, until the task is cancelled or the API fails.
  ///
  /// An event under way is reported as failed when the task is cancelled, so that it is given to somebody else.
  package func run(logger: Logger, _ handle: (LambdaInvocation) async throws -> Data) async throws {
    while true {
      let invocation = try await next()
      let result: Result<Data, any Error>
      do {
        result = .success(try await handle(invocation))
      } catch {
        logger.error("An event failed", metadata: ["aws.requestId": "\(invocation.id)", "error": "\(error)"])
        result = .failure(error)
      }
      // In a task of its own, which is not cancelled with this one.
      try await Task { try await self.report(result, of: invocation) }.value
      try Task.checkCancellation()
    }
  }

  /// Tells why the function cannot start.
  package func reportInitialization(_ error: any Error) async throws {
    try await post("/init/error", failure: error)
  }

  private func next() async throws -> LambdaInvocation {
    let answer: HTTPClientResponse
    do {
      answer = try await client.execute(
        HTTPClientRequest(url: root + "/invocation/next"), deadline: .distantFuture, logger: nil)
    } catch {
      try Task.checkCancellation()
      throw Self.failure("does not give the next event", error)
    }
    guard answer.status == .ok, let id = answer.headers.first(name: "lambda-runtime-aws-request-id"),
      let deadline = answer.headers.first(name: "lambda-runtime-deadline-ms").flatMap({ Int64($0) })
    else { throw Self.failure("answered \(answer.status.code), or without id or deadline, for the next event") }
    let event = try await answer.body.collect(upTo: Self.maxEventBytes)
    return LambdaInvocation(
      id: id, deadline: Timestamp(millisecondsSinceEpoch: deadline), event: Data(event.readableBytesView))
  }

  private func report(_ result: Result<Data, any Error>, of invocation: LambdaInvocation) async throws {
    switch result {
    case .success(let answer): try await post("/invocation/\(invocation.id)/response", answer)
    case .failure(let error): try await post("/invocation/\(invocation.id)/error", failure: error)
    }
  }

  private func post(_ path: String, failure error: any Error) async throws {
    struct Report: Encodable {
      let errorType: String
      let errorMessage: String
      let stackTrace: [String] = []
    }
    let type = "BoxOffice.\((error as? BoxOfficeError)?.code ?? "\(Swift.type(of: error))")"
    let report = Report(errorType: type, errorMessage: "\(error)")
    try await post(
      path, try JSONEncoder().encode(report), headers: ["lambda-runtime-function-error-type": type])
  }

  private func post(_ path: String, _ body: Data, headers: [String: String] = [:]) async throws {
    var request = HTTPClientRequest(url: root + path)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    for (name, value) in headers { request.headers.add(name: name, value: value) }
    request.body = .bytes(ByteBuffer(bytes: body))
    let answer: HTTPClientResponse
    do {
      answer = try await client.execute(request, timeout: .seconds(30))
    } catch {
      throw Self.failure("does not take \(path)", error)
    }
    guard (200..<300).contains(answer.status.code) else {
      throw Self.failure("answered \(answer.status.code) to \(path)")
    }
    // To the end, so that the connection can be used again.
    for try await _ in answer.body {}
  }

  private static func failure(_ what: String, _ cause: (any Error)? = nil) -> BoxOfficeError {
    BoxOfficeError(
      code: "runtime-api-failed",
      message: "Lambda's Runtime API (\(addressVariable)) \(what); the process ends, and Lambda starts another",
      cause: cause)
  }
}

import Foundation
import FoundationNetworking

/// An OpenID Connect issuer on loopback that signs whatever a test wants, with another library than ours.
package final class OIDCIssuer: Sendable {
  private static let name = "oidc-python"
  package static var isWanted: Bool { TestServerProgram.isWanted(name) }
  package static let missing: String = "The OpenID Connect issuer is not installed: scripts/servers/oidc"

  package let port: UInt16
  private let folder: String
  private let program: TestServerProgram

  /// Starts one, and waits until it answers.
  package init() async throws {
    guard let python = TestServerProgram.path(of: Self.name) else { throw TestServerProgram.Failure(Self.missing) }
    folder = NSTemporaryDirectory() + "boxoffice-oidc-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    port = try Loopback.freePorts(1)
    let script = Documentation.root.appendingPathComponent("scripts/servers/oidc-issuer.py").path
    program = try TestServerProgram("run", [folder, python, script, "\(port)"])
    try await untilReady()
  }

  package var address: String { "http://127.0.0.1:\(port)" }

  /// Ends it: nobody answers at its address any more.
  package func kill() throws { try program.command("kill") }

  /// A token with these claims, in JSON, signed by the key for `algorithm`; `header` overrides what is right.
  package func token(_ claims: String, algorithm: String = "RS256", header: String = "{}") async throws -> String {
    let order = "{\"alg\": \"\(algorithm)\", \"claims\": \(claims), \"header\": \(header)}"
    let answer = try JSONSerialization.jsonObject(with: try await post("/_mint", order)) as? [String: String]
    guard let token = answer?["token"] else { throw TestServerProgram.Failure("no token for \(order)") }
    return token
  }

  /// Withdraws its keys and makes others.
  package func rotate() async throws { _ = try await post("/_rotate", "") }

  /// The document at an address, as the program would fetch it.
  @Sendable package static func fetch(_ address: String) async throws -> Data {
    let request = URLRequest(url: URL(string: address)!)
    return try await send(request)
  }

  private func post(_ path: String, _ body: String) async throws -> Data {
    var request = URLRequest(url: URL(string: address + path)!)
    request.httpMethod = "POST"
    request.httpBody = Data(body.utf8)
    return try await Self.send(request)
  }

  private static func send(_ request: URLRequest) async throws -> Data {
    let (body, response) = try await URLSession.shared.data(for: request)
    let status = (response as? HTTPURLResponse)?.statusCode
    guard status == 200 else { throw TestServerProgram.Failure("the issuer answers \(status ?? 0)") }
    return body
  }

  /// Up to a minute: on a busy machine Python takes seconds.
  private func untilReady() async throws {
    for _ in 0..<600 {
      if Loopback.isListening(port) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
    throw TestServerProgram.Failure("the issuer does not come up: \(log.suffix(2000))")
  }
}

import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Seeder

/// One or more Varnish servers with the configuration in `deploy/edge`.
///
/// Each is sent `PURGE` on the port that it keeps for that, and says which floor holds from then on. Only such an answer is
/// taken for one: any web server says 200 to something.
package struct VarnishEdge: EdgeCache {
  /// A purge takes milliseconds; a server that is this slow is counted as failed, and asked again.
  private static let patience: Duration = .seconds(5)
  private static let floorHeader = "Publication-Floor"

  package let fetchDeadline: Duration
  /// `http://host:port`, without a slash behind it.
  private let addresses: [String]
  private let transport: HTTPTransport

  /// - Parameter addresses: where each server takes purges, such as `http://127.0.0.1:8079`. All must be named: one that is
  ///   not would serve old answers for ever. Error: `edge-address-invalid`.
  package init(addresses: [String], fetchDeadline: Duration) throws {
    self.addresses = try addresses.map(Self.checked)
    guard !addresses.isEmpty else { throw Self.invalid("nothing") }
    self.fetchDeadline = fetchDeadline
    var timeouts = HTTPTransport.Timeouts()
    (timeouts.connect, timeouts.idle, timeouts.answer) = (.seconds(2), Self.patience, Self.patience)
    transport = HTTPTransport(timeouts: timeouts)
  }

  package func purge(_ purge: EdgePurge) async throws {
    let failures = try await failures { address in
      let floor = try await ask(address, tag: purge.tag.description, floor: purge.floor)
      guard floor >= purge.floor else { throw Refusal(reason: "its floor is \(floor) and not \(purge.floor)") }
    }
    guard failures.isEmpty else {
      throw EdgeCacheError.purgeFailed(
        purge,
        "\(failures.joined(separator: "; ")). Mend that Varnish, or take it out of 'edgeUrl' when nobody can reach it")
    }
  }

  package func check() async throws -> String {
    let failures = try await failures { _ = try await ask($0, tag: "_doctor", floor: 0) }
    guard failures.isEmpty else {
      throw BoxOfficeError(
        code: "edge-unreachable",
        message: "\(failures.joined(separator: "; ")); no edition can be published until all of them take purges")
    }
    return "Varnish takes purges at \(addresses.joined(separator: ", "))"
  }

  private struct Refusal: Error, CustomStringConvertible {
    let reason: String
    var description: String { reason }
  }

  /// What went wrong where, when every server has been asked, at the same time.
  private func failures(_ body: @escaping @Sendable (String) async throws -> Void) async throws -> [String] {
    let failures = await withTaskGroup(of: (Int, String)?.self, returning: [(Int, String)].self) { group in
      for (index, address) in addresses.enumerated() {
        group.addTask {
          do {
            try await body(address)
            return nil
          } catch {
            return (index, "\(address): \(error)")
          }
        }
      }
      return await group.reduce(into: []) { failures, failure in if let failure { failures.append(failure) } }
    }
    try Task.checkCancellation()
    return failures.sorted { $0.0 < $1.0 }.map(\.1)
  }

  /// Purges a tag of one server, and returns the floor that holds there from now on.
  private func ask(_ address: String, tag: String, floor: Int) async throws -> Int {
    var request = HTTPClientRequest(url: address + "/")
    request.method = .RAW(value: "PURGE")
    request.headers.add(name: "Surrogate-Key", value: tag)
    request.headers.add(name: Self.floorHeader, value: "\(floor)")
    let answer = try await transport.execute(request)
    _ = try await answer.body.collect(upTo: 1 << 16)
    guard answer.status == .ok else { throw Refusal(reason: "it answers \(answer.status.code) to a PURGE") }
    guard let floor = answer.headers.first(name: Self.floorHeader).flatMap({ Int($0) }) else {
      throw Refusal(reason: "it is no Varnish with the configuration of deploy/edge")
    }
    return floor
  }

  private static func checked(_ address: String) throws -> String {
    guard let components = URLComponents(string: address), ["http", "https"].contains(components.scheme),
      components.host?.isEmpty == false, ["", "/"].contains(components.path), components.query == nil,
      components.user == nil
    else { throw invalid("'\(address)'") }
    return address.hasSuffix("/") ? String(address.dropLast()) : address
  }

  private static func invalid(_ what: String) -> BoxOfficeError {
    BoxOfficeError(
      code: "edge-address-invalid",
      message: "\(what) is no address of a Varnish: 'edgeUrl' takes those of the ports for purges, such as"
        + " http://127.0.0.1:8079, separated by commas")
  }
}

import Fixtures
import Foundation
import FoundationNetworking

/// One GET without any cache of the client's.
enum HTTPClient {
  struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: Data

    var text: String { String(decoding: body, as: UTF8.self) }
  }

  static func get(_ url: String, headers: [String: String] = [:]) async throws -> Answer {
    var request = URLRequest(
      url: URL(string: url)!, cachePolicy: .reloadIgnoringLocalAndRemoteCacheData, timeoutInterval: 10)
    for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
    let (body, response) = try await session.data(for: request)
    let http = response as! HTTPURLResponse
    var fields: [String: String] = [:]
    for (name, value) in http.allHeaderFields { fields["\(name)".lowercased()] = "\(value)" }
    return Answer(status: http.statusCode, headers: fields, body: body)
  }

  private static let session: URLSession = {
    let configuration = URLSessionConfiguration.ephemeral
    configuration.urlCache = nil
    return URLSession(configuration: configuration)
  }()
}

/// Two ports that nobody listens on at the moment.
func freePorts() throws -> (api: UInt16, admin: UInt16) {
  let first = try Loopback.freePorts(2)
  return (first, first + 1)
}

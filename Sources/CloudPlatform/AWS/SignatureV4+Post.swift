import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

extension SignatureV4 {
  /// A signed POST to the root of a service, as most of AWS's want it.
  ///
  /// - Parameters:
  ///   - endpoint: without a path: `https://sns.eu-central-1.amazonaws.com`.
  ///   - headers: besides those that every such request has.
  func post(
    _ body: Data, to endpoint: String, headers: [(name: String, value: String)], at time: Timestamp
  ) -> HTTPClientRequest {
    let host = endpoint.split(separator: "/").dropFirst().first.map(String.init) ?? ""
    var headers = headers + [(name: "host", value: host), (name: "x-amz-date", value: Self.stamp(time))]
    if let token = credentials.sessionToken { headers.append((name: "x-amz-security-token", value: token)) }
    let signed = Request(method: "POST", path: "/", headers: headers, payloadHash: Self.hash(body))
    headers.append((name: "authorization", value: authorization(for: signed, at: time)))
    var request = HTTPClientRequest(url: endpoint + "/")
    request.method = .POST
    request.body = .bytes(ByteBuffer(bytes: body))
    for header in headers { request.headers.add(name: header.name, value: header.value) }
    return request
  }
}

import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Notifications

/// Posts every message to one address: JSON, signed, with a key by which a doubled one can be told.
///
/// Any answer of 200 to 299 says that the receiver has it. Everything else is tried again by the outbox, under the same key
/// and with the same body; redirects are not followed, since the address was agreed on.
package struct WebhookSink: NotificationSink {
  package let name: String
  package let kinds: Set<Notifications.Notification.Kind>
  private let url: WebhookURL
  private let key: WebhookKey
  private let transport: HTTPTransport
  private let now: @Sendable () -> Timestamp

  package init(
    _ url: WebhookURL, key: WebhookKey,
    kinds: Set<Notifications.Notification.Kind> = Set(Notifications.Notification.Kind.allCases),
    transport: HTTPTransport = HTTPTransport(timeouts: .ofWebhooks),
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) {
    // Not the address: whoever knows it may be let in by it, as with those of chats.
    name = "webhook:\(Self.host(url)):\(SignatureV4.hash(url.description.utf8).prefix(12))"
    self.url = url
    self.key = key
    self.kinds = kinds
    self.transport = transport
    self.now = now
  }

  package func deliver(_ notification: Notifications.Notification) async throws {
    // Without a full stop, which divides what is signed; keys of ours have none.
    let id = "\(notification.provider)-\(notification.key)".replacing(".", with: "_")
    let body = try JSONDocument.encode(WebhookPayload(notification))
    let seconds = now().secondsSinceEpoch
    var request = HTTPClientRequest(url: url.description)
    request.method = .POST
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "user-agent", value: "boxoffice")
    request.headers.add(name: "idempotency-key", value: id)
    request.headers.add(name: "webhook-id", value: id)
    request.headers.add(name: "webhook-timestamp", value: "\(seconds)")
    request.headers.add(name: "webhook-signature", value: key.signature(of: body, id: id, timestamp: seconds))
    request.body = .bytes(ByteBuffer(bytes: body))
    let status: HTTPResponseStatus
    do {
      // What it says besides its status is nobody's business here: an endless answer is not read.
      status = try await transport.execute(request).status
    } catch {
      try Task.checkCancellation()
      throw failed("does not answer; look whether it is up, and whether its certificate is valid", error)
    }
    guard (200..<300).contains(status.code) else { throw failed("answers \(status.code); \(Self.advice(status))") }
  }

  private static func advice(_ status: HTTPResponseStatus) -> String {
    switch status.code {
    case 300..<400: "set the address that it redirects to"
    case 401, 403: "look whether it checks the signature with the key that `boxoffice notify key` prints"
    case 404, 410: "correct the address, or take it out of the contacts"
    case 429: "it wants fewer requests"
    case 400..<500: "it does not take such a message: look into its log"
    default: "that is its own trouble"
    }
  }

  private func failed(_ what: String, _ cause: (any Error)? = nil) -> BoxOfficeError {
    BoxOfficeError(
      code: "webhook-failed", message: "the webhook at \(Self.host(url)) \(what). It will be tried again", cause: cause)
  }

  private static func host(_ url: WebhookURL) -> String {
    String(url.description.split(separator: "/").dropFirst().first?.prefix { $0 != "?" } ?? "")
  }
}

extension HTTPTransport.Timeouts {
  /// A receiver is to take a message and answer, and to work on it afterwards.
  package static var ofWebhooks: HTTPTransport.Timeouts {
    var timeouts = HTTPTransport.Timeouts()
    (timeouts.connect, timeouts.idle, timeouts.answer) = (.seconds(5), .seconds(15), .seconds(15))
    return timeouts
  }
}

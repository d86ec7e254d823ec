import AsyncHTTPClient
import Crypto
import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Notifications

/// Publishes every message to a topic of Amazon SNS, whose subscribers may choose by the attributes `kind` and `provider`.
///
/// A topic whose name ends in `.fifo` is given the key of each message, by which it drops doubled ones for five minutes;
/// any other topic may say one twice, with the same attribute `key`.
package struct SNSSink: NotificationSink {
  package let name: String
  package let kinds: Set<Notifications.Notification.Kind>
  let topic: SNSTopic
  let service: SNSService

  init(_ topic: SNSTopic, kinds: Set<Notifications.Notification.Kind>, service: SNSService) {
    name = "sns:\(topic)"
    self.topic = topic
    self.kinds = kinds
    self.service = service
  }

  package func deliver(_ notification: Notifications.Notification) async throws {
    let attributes = [
      ("key", notification.key), ("kind", notification.kind.rawValue), ("provider", notification.provider.name),
    ]
    var form = [
      ("Action", "Publish"), ("Version", "2010-03-31"), ("TopicArn", topic.description),
      ("Subject", Self.subject(notification)), ("Message", Self.message(notification)),
    ]
    for (index, attribute) in attributes.enumerated() {
      let entry = "MessageAttributes.entry.\(index + 1)"
      form.append(("\(entry).Name", attribute.0))
      form += [("\(entry).Value.DataType", "String"), ("\(entry).Value.StringValue", attribute.1)]
    }
    if topic.isFIFO {
      form.append(("MessageGroupId", notification.provider.name))
      let id = SHA256.hash(data: Array("\(notification.provider)/\(notification.key)".utf8)).hex
      form.append(("MessageDeduplicationId", id))
    }
    try await service.publish(form, to: topic)
  }

  /// SNS takes at most 99 characters of ASCII, of which it makes the subject of a mail.
  static func subject(_ notification: Notifications.Notification) -> String {
    let text = "[boxoffice \(notification.provider)] \(notification.subject)"
    let plain = text.unicodeScalars.map { (0x20...0x7E).contains($0.value) ? Character($0) : "?" }
    return plain.count < 100 ? String(plain) : String(plain.prefix(96)) + "..."
  }

  /// 256 KiB is the limit, of attributes too. What is cut off stands in the report, which the message names.
  static func message(_ notification: Notifications.Notification) -> String {
    let limit = 240 << 10
    guard notification.body.utf8.count > limit else { return notification.body }
    var rest = limit
    let kept = notification.body.unicodeScalars.prefix { scalar in
      rest -= UTF8.width(scalar)
      return rest >= 0
    }
    return String(String.UnicodeScalarView(kept)) + "\n…\n"
  }
}

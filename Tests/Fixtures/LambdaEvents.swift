import Foundation

/// Events as AWS writes them.
package enum LambdaEvents {
  package static let housekeeping = #"{"task": "housekeeping"}"#
  /// What S3 sends when a bucket's notifications are set up.
  package static let test = #"{"Service":"Amazon S3","Event":"s3:TestEvent","Bucket":"boxoffice"}"#

  /// Messages of a queue, as a function gets them the given time: `m0`, `m1`, …
  package static func messages(_ bodies: String..., time: Int = 1) -> String {
    let records: [[String: Any]] = bodies.enumerated().map { number, body in
      [
        "messageId": "m\(number)", "receiptHandle": "r\(number)", "body": body, "awsRegion": "us-east-1",
        "eventSource": "aws:sqs", "eventSourceARN": "arn:aws:sqs:us-east-1:000000000000:uploads",
        "attributes": ["ApproximateReceiveCount": "\(time)"],
      ]
    }
    return json(["Records": records])
  }

  /// S3's notification of an upload.
  package static func uploaded(
    _ key: String, in bucket: String, version: String, at time: Date = Date(), event: String = "ObjectCreated:Put"
  ) -> String {
    let encoded = key.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? key
    let object = ["key": encoded, "versionId": version, "eTag": "d41d8cd98f00b204e9800998ecf8427e"]
    let record: [String: Any] = [
      "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1", "eventName": event,
      "eventTime": iso(time, [.withInternetDateTime, .withFractionalSeconds]),
      "s3": ["bucket": ["name": bucket], "object": object],
    ]
    return json(["Records": [record]])
  }

  /// EventBridge's event of an object.
  package static func created(_ key: String, in bucket: String, version: String? = nil) -> String {
    var object = ["key": key]
    object["version-id"] = version
    return json([
      "version": "0", "source": "aws.s3", "detail-type": "Object Created", "region": "us-east-1",
      "time": iso(Date(), [.withInternetDateTime]), "detail": ["bucket": ["name": bucket], "object": object],
    ])
  }

  private static func iso(_ time: Date, _ options: ISO8601DateFormatter.Options) -> String {
    let formatter = ISO8601DateFormatter()
    formatter.formatOptions = options
    return formatter.string(from: time)
  }

  private static func json(_ value: [String: Any]) -> String {
    // Texts and lists of them always encode.
    String(
      decoding: (try? JSONSerialization.data(withJSONObject: value, options: .sortedKeys)) ?? Data(), as: UTF8.self)
  }
}

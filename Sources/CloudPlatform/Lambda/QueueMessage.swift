/// A message of an SQS queue, as a function gets it.
package struct QueueMessage: Sendable, Equatable, Decodable {
  /// A queue, as its ARN names it: `arn:aws:sqs:{region}:{account}:{name}`.
  package struct Queue: Sendable, Equatable, Decodable {
    package let region: String
    package let account: String
    package let name: String

    package init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 6, parts[2] == "sqs" else {
        throw DecodingError.dataCorrupted(
          .init(codingPath: decoder.codingPath, debugDescription: "\(text) is no ARN of a queue"))
      }
      (region, account, name) = (parts[3], parts[4], parts[5])
    }
  }

  /// What a failure is reported by.
  package let id: String
  /// What this receipt of it is named by.
  package let receiptHandle: String
  package let body: String
  package let queue: Queue
  /// How often it was received, this time included.
  package let receiveCount: Int

  private struct Attributes: Decodable {
    let ApproximateReceiveCount: String?
  }

  private enum CodingKeys: String, CodingKey {
    case id = "messageId"
    case receiptHandle, body, attributes
    case queue = "eventSourceARN"
  }

  package init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    id = try values.decode(String.self, forKey: .id)
    receiptHandle = try values.decode(String.self, forKey: .receiptHandle)
    body = try values.decode(String.self, forKey: .body)
    queue = try values.decode(Queue.self, forKey: .queue)
    let attributes = try values.decodeIfPresent(Attributes.self, forKey: .attributes)
    receiveCount = attributes?.ApproximateReceiveCount.flatMap { Int($0) } ?? 1
  }
}

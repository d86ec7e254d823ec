import Domain
import Foundation
import Logging

/// The part of SQS that a function needs for the messages it was given.
package struct SimpleQueueService: Sendable {
  /// The longest that a message can be held back.
  package static let maxDelay = Duration.seconds(900)

  private let environment: [String: String]
  private let credentials: CredentialsChain
  private let transport = HTTPTransport()

  package init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    logger: Logger = Logger(label: "boxoffice.sqs")
  ) throws {
    self.environment = environment
    credentials = .standard(
      environment: environment, region: try SharedProfiles(environment: environment).region, logger: logger)
  }

  /// Sends a message anew to the queue that it came from, to be received no sooner than `delay` from now (at most
  /// `maxDelay`). How often it was received counts from nothing again.
  package func resend(_ message: QueueMessage, after delay: Duration) async throws {
    // Up to the next second, so that it is not received a moment too early.
    let seconds = Int(min(max(delay, .zero), Self.maxDelay).components.seconds) + 1
    try await ask(
      "SendMessage", about: message,
      ["MessageBody": message.body, "DelaySeconds": min(seconds, Int(Self.maxDelay.components.seconds))])
  }

  /// Lets a message that was received, and that failed, be received again after `delay` instead of the time of its queue.
  package func retry(_ message: QueueMessage, after delay: Duration) async throws {
    try await ask(
      "ChangeMessageVisibility", about: message,
      ["ReceiptHandle": message.receiptHandle, "VisibilityTimeout": Int(delay.components.seconds)])
  }

  private func ask(
    _ action: String, about message: QueueMessage, _ parameters: [String: any Sendable]
  ) async throws {
    let queue = message.queue
    let service = AWSJSONService(
      .init(service: "sqs", target: "AmazonSQS", version: "1.0", variable: "AWS_ENDPOINT_URL_SQS"),
      region: queue.region, environment: environment, credentials: credentials, transport: transport)
    let url = "\(service.endpoint)/\(queue.account)/\(queue.name)"
    do {
      _ = try await service.ask(action, parameters.merging(["QueueUrl": url]) { $1 })
    } catch let error where !(error is CancellationError) {
      throw BoxOfficeError(
        code: "queue-failed",
        message: "\(action) on \(url) failed; check that the function's role allows sqs:\(action) on the queue",
        cause: error)
    }
  }
}

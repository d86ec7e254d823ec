import Domain
import Foundation

/// What our functions are given.
package enum LambdaEvent: Sendable {
  /// `{"task": "housekeeping"}`, from the clock.
  case housekeeping
  /// Messages of a queue.
  case messages([QueueMessage])

  package init(_ data: Data) throws {
    struct Event: Decodable {
      let task: String?
      let Records: [QueueMessage]?
    }
    let event: Event
    do {
      event = try JSONDecoder().decode(Event.self, from: data)
    } catch {
      throw Self.unknown(error)
    }
    switch (event.task, event.Records) {
    case ("housekeeping"?, nil): self = .housekeeping
    case (nil, let messages?): self = .messages(messages)
    default: throw Self.unknown(nil)
    }
  }

  private static func unknown(_ cause: (any Error)?) -> BoxOfficeError {
    BoxOfficeError(
      code: "event-unknown",
      message:
        "the event is neither messages of an SQS queue nor {\"task\": \"housekeeping\"}; look at what invokes the"
        + " function", cause: cause)
  }

  /// The answer to messages: those that failed, by their id, are received again.
  package static func answer(failed: [String]) throws -> Data {
    struct Answer: Encodable {
      struct Failure: Encodable {
        let itemIdentifier: String
      }
      let batchItemFailures: [Failure]
    }
    return try JSONEncoder().encode(Answer(batchItemFailures: failed.map { .init(itemIdentifier: $0) }))
  }
}

import DeliveryRecords
import Domain
import InputValidator
import Synchronization

/// Remembers what it was given, in order.
final class RecordingConsumer: DeliveryConsumer {
  private(set) var events: [String] = []
  private(set) var votes = 0

  func movie(_ record: MovieRecord) throws { events.append("movie \(record.row.movieID)") }

  func links(_ table: LinkTable) throws { events.append("links \(table.count)") }

  func votes(_ block: borrowing VoteBlock) throws {
    if events.last != "votes" { events.append("votes") }
    votes += block.count
  }
}

/// Collects progress from wherever it is called.
final class ProgressLog: Sendable {
  private let seen = Mutex<[InputValidator.Progress]>([])

  var all: [InputValidator.Progress] { seen.withLock { $0 } }

  @Sendable func append(_ progress: InputValidator.Progress) { seen.withLock { $0.append(progress) } }
}

import DeliveryRecords
import Domain
import InputValidator
import Synchronization

/// Remembers what it was given.
final class RecordingConsumer: DeliveryConsumer {
  /// Slots of the links; `nil` when there were none.
  private(set) var links: Int?
  /// In the order they came, on a thread of their own.
  private(set) var films: [Int64] = []
  private(set) var votes = 0

  func links(_ table: LinkTable) throws { links = table.count }

  func movie(_ record: MovieRecord) throws { films.append(record.row.movieID) }

  func votes(_ block: borrowing VoteBlock) throws { votes += block.count }
}

/// Fails at the first film, or at the first votes.
final class RefusingConsumer: DeliveryConsumer {
  struct Refusal: Error {}

  private let refusesFilms: Bool

  init(refusesFilms: Bool) { self.refusesFilms = refusesFilms }

  func links(_ table: LinkTable) throws {}

  func movie(_ record: MovieRecord) throws { if refusesFilms { throw Refusal() } }

  func votes(_ block: borrowing VoteBlock) throws { if !refusesFilms { throw Refusal() } }
}

/// Collects progress from wherever it is called.
final class ProgressLog: Sendable {
  private let seen = Mutex<[InputValidator.Progress]>([])

  var all: [InputValidator.Progress] { seen.withLock { $0 } }

  @Sendable func append(_ progress: InputValidator.Progress) { seen.withLock { $0.append(progress) } }
}

import DeliveryRecords
import Domain

/// One vote as a consumer sees it.
struct Vote: Equatable {
  var movieID: Int64
  var slot: Int32
  var halfSteps: UInt8
  var year: UInt16
}

/// Keeps all that it is given.
final class CollectingConsumer: DeliveryConsumer {
  private(set) var movies: [MovieRecord] = []
  private(set) var votes: [Vote] = []

  func movie(_ record: MovieRecord) throws { movies.append(record) }

  func links(_ table: LinkTable) throws {}

  func votes(_ block: borrowing VoteBlock) throws {
    for index in 0..<block.count {
      votes.append(
        Vote(
          movieID: block.movieIDs[index], slot: block.slots[index], halfSteps: block.halfSteps[index],
          year: block.years[index]))
    }
  }
}

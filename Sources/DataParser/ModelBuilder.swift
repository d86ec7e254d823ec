import DeliveryRecords
import Domain

/// Collects the good records of a delivery into its model.
///
/// It holds each film as its row, and the votes as a histogram: some 400 bytes a film, and nothing that grows with the number
/// of votes. The model depends on the records only: not on their order (but for `source_line`, and the first name of an id),
/// nor on threads, locale or time zone.
///
/// Films and votes share nothing until `finish`: one thread may hand over films while another hands over links and votes.
package final class ModelBuilder: DeliveryConsumer {
  private var films = FilmTables()
  private var voteTable = VoteTable()

  package init() {}

  package func movie(_ record: MovieRecord) throws { films.add(record) }

  package func links(_ table: LinkTable) throws { try voteTable.links(table) }

  package func votes(_ block: borrowing VoteBlock) throws { try voteTable.votes(block) }

  /// The model of what was handed over. To be called once, when no thread hands records over any more: the builder is empty
  /// then. Without links there are no votes. Throws only if
  /// no thread can be started.
  package func finish() throws -> CollectedModel {
    let model = try CollectedModel(films: films, votes: voteTable)
    (films, voteTable) = (FilmTables(), VoteTable())
    return model
  }
}

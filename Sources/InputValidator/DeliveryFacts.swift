import DataArchive
import DeliveryRecords
import Domain

/// Everything that is known once all files have been read: what the checks of the delivery judge.
struct DeliveryFacts {
  /// What was read of one file.
  struct Table {
    let entry: ZipEntry
    let counts: RecordCounts
    /// Read to its end with a usable header: only then do its counts say anything.
    let isWhole: Bool
    /// `rejected-….csv` was stopped at its size limit.
    var rejectedFileIsFull = false
  }

  let settings: ProviderSettings
  let context: ValidationContext
  let tables: [DeliveryFile: Table]
  let films: FilmTally
  /// `nil` when there are no links or no readable votes.
  let votes: VoteJoin?
}

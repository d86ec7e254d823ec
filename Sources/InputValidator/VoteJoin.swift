import DeliveryRecords
import Domain

/// Where the votes go: counted per link while they stream past, joined with the films once at the end.
struct VoteJoin {
  let links: LinkTable
  let votesPerSlot: [Int]
  /// The links came with this delivery, not with an older one.
  let linksAreOwn: Bool

  /// Slots whose votes are lost because the film they lead to is not in the delivery, in the order of the file.
  func slotsWithoutFilm(_ films: FilmTally) -> [Int] {
    (0..<links.count).filter {
      votesPerSlot[$0] > 0 && links.tmdbIDs[$0] != 0 && films.counts(links.tmdbIDs[$0]) == nil
    }
  }

  func summary(valid: Int, unlinked: Int, films: FilmTally) -> ValidationReport.VoteSummary {
    var summary = ValidationReport.VoteSummary()
    summary.valid = valid
    summary.unlinked = unlinked
    for slot in 0..<links.count where votesPerSlot[slot] > 0 {
      let votes = votesPerSlot[slot]
      let tmdbID = links.tmdbIDs[slot]
      guard tmdbID != 0 else {
        summary.withoutTmdbID += votes
        continue
      }
      guard let counts = films.counts(tmdbID) else {
        summary.withoutFilm += votes
        continue
      }
      summary.joined += votes
      if counts { summary.counted += votes }
    }
    return summary
  }
}

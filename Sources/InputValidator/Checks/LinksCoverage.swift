import DeliveryRecords
import Domain

/// `link-without-film`: votes that links.csv leads to a film which the delivery does not have. One finding per link with
/// votes; links that nobody voted for lose nothing.
enum LinksCoverage {
  static func check(_ facts: DeliveryFacts, _ log: FindingLog) {
    // Without the films every link would seem to lead nowhere; why they are missing has been said.
    guard let join = facts.votes, facts.tables[.movies]?.isWhole == true else { return }
    for slot in join.slotsWithoutFilm(facts.films) {
      let votes = join.votesPerSlot[slot]
      log.note(
        .linkWithoutFilm,
        Finding(
          .linkWithoutFilm, file: DeliveryFile.links.rawValue, line: join.links.line[slot], column: "tmdbId",
          value: String(join.links.tmdbIDs[slot]),
          message: """
            MovieLens film \(join.links.movieIDs[slot]) is film \(join.links.tmdbIDs[slot])\
            \(join.linksAreOwn ? "" : " in the reused links.csv"), which movies_metadata.csv does not have; \
            \(Numbers.counted(votes, "vote")) \(votes == 1 ? "reaches" : "reach") no film.
            """))
    }
  }
}

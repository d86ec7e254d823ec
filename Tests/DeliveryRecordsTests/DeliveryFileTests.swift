import DeliveryRecords
import Fixtures
import Testing

@Suite("The columns of a delivery")
struct DeliveryFileTests {
  @Test("The known columns of movies_metadata.csv are the published 24")
  func movies() { #expect(Set(DeliveryFile.movies.knownColumns) == Set(FixtureDelivery.movieColumns)) }

  @Test("No column is listed twice", arguments: DeliveryFile.allCases)
  func once(_ file: DeliveryFile) { #expect(Set(file.knownColumns).count == file.knownColumns.count) }

  @Test("The published columns of the other files are known")
  func others() {
    #expect(DeliveryFile.ratings.knownColumns == ["userId", "movieId", "rating", "timestamp"])
    #expect(Set(DeliveryFile.links.knownColumns) == ["movieId", "imdbId", "tmdbId"])
  }
}

import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

@Suite("Films that stand in the file more than once")
struct MovieDuplicateTests {
  @Test("The first of an id stands; equal copies and differing ones are told apart and name its line")
  func copies() throws {
    let reading = try MovieReading(films: [
      ["id": "10"], ["id": "11", "vote_count": "143"], ["id": "10"], ["id": "11", "vote_count": "144"], ["id": "10"],
    ])
    #expect(reading.movies.map(\.row.movieID) == [10, 11])
    #expect(reading.film?.sourceLine == 2)
    #expect(reading.movies[1].row.tmdbVoteCount == 143)
    #expect(reading.log.findings(of: .duplicateID).map(\.line) == [4, 6])
    #expect(reading.log.findings(of: .duplicateIDDiffers).map(\.line) == [5])
    #expect(reading.log.findings(of: .duplicateID).allSatisfy { $0.message.contains("line 2") })
    #expect(reading.log.findings(of: .duplicateIDDiffers)[0].message.contains("line 3"))
    #expect(reading.reader.counts.duplicates == 3)
    #expect(reading.reader.summary.kept == 2)
    #expect(reading.reader.summary.duplicates == 3)
  }

  @Test("A difference in a column that is not kept is a difference")
  func unused() throws {
    let reading = try MovieReading(films: [["id": "1", "tagline": "a"], ["id": "1", "tagline": "b"]])
    #expect(reading.log.counts[.duplicateIDDiffers] == 1)
  }

  @Test("A record that is put aside takes no id, and a copy of it can stand")
  func quarantinedFirst() throws {
    let reading = try MovieReading(films: [["id": "1", "budget": "x"], ["id": "1", "budget": "5000"]])
    #expect(reading.film?.budgetUSD == 5000)
    #expect(reading.reader.counts.duplicates == 0)
  }

  @Test("A copy with a fault of its own is put aside, not counted as a copy")
  func faultyCopy() throws {
    let reading = try MovieReading(films: [["id": "1"], ["id": "1", "budget": "x"]])
    #expect(reading.reader.counts.duplicates == 0)
    #expect(reading.reader.counts.quarantined == 1)
  }

  @Test("Nothing else is noted of a copy, since it is not served")
  func notesOfCopies() throws {
    let reading = try MovieReading(films: [
      ["id": "1", "budget": "5000", "revenue": "5000"], ["id": "1", "status": "Rumored"],
    ])
    #expect(reading.log.summary == "duplicate-id-differs:1")
  }

  @Test("Copies are recognised however the file is cut into blocks")
  func blocks() throws {
    let text = FixtureDelivery.movies([["id": "1", "overview": "\"q\""], ["id": "1", "overview": "\"q\""]])
    for size in [1, 7, 64, 200] {
      let bytes = Array(text.utf8)
      let reading = try MovieReading(bytes, ends: ends(of: bytes, every: size))
      #expect(reading.log.counts[.duplicateID] == 1)
    }
  }
}

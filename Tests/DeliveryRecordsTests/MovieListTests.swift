import Domain
import Fixtures
import Testing

@testable import DeliveryRecords

@Suite("Companies and genres of films")
struct MovieListTests {
  @Test("An id that stands twice in a list counts once, at its first place", arguments: [3, 40])
  func repeated(_ others: Int) throws {
    let list =
      ["{'name': 'A', 'id': 1}", "{'name': 'B', 'id': 2}", "{'name': 'A', 'id': 1}"]
      + (10..<10 + others).map { "{'name': 'N\($0)', 'id': \($0)}" } + ["{'name': 'B', 'id': 2}"]
    let reading = try MovieReading(films: [["id": "1", "production_companies": "[\(list.joined(separator: ", "))]"]])
    #expect(reading.movies[0].companies.map(\.id) == [1, 2] + (10..<10 + Int64(others)))
    #expect(reading.log.counts[.duplicateListElement] == 2)
  }

  @Test("The first name of an id in the file stands, for genres and companies apart")
  func names() throws {
    let reading = try MovieReading(films: [
      ["id": "1", "genres": "[{'id': 3, 'name': 'Drama'}]", "production_companies": "[{'name': 'Pix', 'id': 3}]"],
      ["id": "2", "genres": "[{'id': 3, 'name': 'Dramas'}]", "production_companies": "[{'name': 'Pix', 'id': 3}]"],
      ["id": "3", "production_companies": "[{'name': 'PIX', 'id': 3}, {'name': 'Pix', 'id': 4}]"],
    ])
    #expect(reading.movies.map { $0.genres.map(\.name) } == [["Drama"], ["Drama"], []])
    #expect(reading.movies.map { $0.companies.map(\.name) } == [["Pix"], ["Pix"], ["Pix", "Pix"]])
    #expect(reading.log.findings(of: .nameDiffers).map(\.value) == ["Dramas", "PIX"])
    #expect(reading.log.findings(of: .nameDiffers).map(\.line) == [3, 4])
  }

  @Test("A film that is put aside, or is a copy, names nothing")
  func namesOfStanding() throws {
    let reading = try MovieReading(films: [
      ["id": "x", "genres": "[{'id': 3, 'name': 'Wrong'}]"], ["id": "1", "genres": "[]"],
      ["id": "1", "genres": "[{'id': 3, 'name': 'Wrong'}]"], ["id": "2", "genres": "[{'id': 3, 'name': 'Right'}]"],
    ])
    #expect(reading.movies[1].genres == [NamedID(id: 3, name: "Right")])
    #expect(reading.log.counts[.nameDiffers] == nil)
  }

  @Test("Names keep their spaces and odd characters, and are bounded")
  func oddNames() throws {
    let long = String(repeating: "é", count: 3000)
    let reading = try MovieReading(films: [
      [
        "id": "1",
        "production_companies":
          "[{'name': '\\xa0Check', 'id': 1}, {'name': 'Films\\\\', 'id': 2}, {'name': 'T\\tP', 'id': 3}, {'name': '\(long)', 'id': 4}]",
      ]
    ])
    #expect(reading.movies[0].companies.map(\.name) == ["\u{A0}Check", "Films\\", "T\tP", String(long.prefix(2048))])
    #expect(reading.log.counts[.valueShortened] == 1)
  }

  @Test(
    "Python, JSON and blank lists are read alike",
    arguments: ["[{'id': 1, 'name': 'A'}]", "[{\"name\": \"A\", \"id\": 1}]"])
  func forms(_ list: String) throws {
    #expect(try MovieReading(films: [["id": "1", "genres": list]]).movies[0].genres == [NamedID(id: 1, name: "A")])
    #expect(try MovieReading(films: [["id": "1", "genres": ""]]).movies[0].genres.isEmpty)
  }
}

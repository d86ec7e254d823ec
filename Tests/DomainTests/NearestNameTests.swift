import Testing

@testable import Domain

@Suite("The name that was probably meant")
struct NearestNameTests {
  @Test(
    "is found when few letters differ",
    arguments: [
      ("limt", ["sort", "limit"], "limit"), ("LIMIT", ["sort", "limit"], "limit"), ("frmo", ["from", "to"], "from"),
      ("tmdb_id", ["movieId", "tmdbId"], "tmdbId"), ("Release Date", ["revenue", "release_date"], "release_date"),
      ("elephant", ["from", "to"], nil), ("xy", ["id"], nil), (String(repeating: "a", count: 100_000), ["from"], nil),
    ] as [(String, [String], String?)])
  func nearest(name: String, candidates: [String], meant: String?) {
    #expect(NearestName.to(name, among: candidates) == meant)
  }

  @Test("swapped neighbours are one edit, not two")
  func distances() {
    #expect(NearestName.distance(Array("abcd".utf8), Array("acbd".utf8)) == 1)
    #expect(NearestName.distance(Array("".utf8), Array("abc".utf8)) == 3)
    #expect(NearestName.distance(Array("kitten".utf8), Array("sitting".utf8)) == 3)
  }
}

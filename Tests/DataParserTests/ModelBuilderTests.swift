import Domain
import Fixtures
import Foundation
import Testing

@Suite("The model CSVs")
struct ModelBuilderTests {
  @Test("of the small delivery are these, to the byte")
  func small() throws {
    let model = try Delivery(.small).onePass()
    #expect(
      model.texts[.movies] == """
        movie_id,imdb_id,title,original_title,original_language,status,release_date,release_year,budget_usd,\
        revenue_usd,popularity,runtime_minutes,tmdb_vote_average,tmdb_vote_count,source_line
        11,tt0000011,Alpha,,en,Released,2001-05-04,2001,1000000,5000000,10.25,90,6.5,10,2
        12,tt0000012,Beta,,en,Released,2001-11-30,2001,2000001,,0.5,90,6.5,10,3
        13,,Gamma,,en,Released,2002-02-28,2002,,300000,0.000082,90,6.5,10,4
        14,,Delta,,en,Rumored,2002-03-01,,,999999,1.5,90,6.5,10,5

        """)
    #expect(model.texts[.companies] == "company_id,name\n7,North Light\n9,O'Hara Films\n")
    #expect(model.texts[.genres] == "genre_id,name\n18,Drama\n35,Comedy\n")
    #expect(
      model.texts[.movieCompanies] == """
        movie_id,company_id,position
        11,7,0
        11,9,1
        12,7,0
        13,9,0
        14,7,0

        """)
    #expect(
      model.texts[.movieGenres] == """
        movie_id,genre_id,position
        11,18,0
        11,35,1
        12,18,0
        13,35,0
        14,18,0

        """)
    #expect(
      model.texts[.movieVotes] == """
        movie_id,year,votes_0_5,votes_1_0,votes_1_5,votes_2_0,votes_2_5,votes_3_0,votes_3_5,votes_4_0,votes_4_5,votes_5_0
        11,2001,0,0,0,0,0,0,0,1,0,0
        11,2010,0,0,0,0,0,0,0,0,0,1
        12,2001,0,0,0,0,0,0,1,0,0,0
        13,2010,1,0,0,0,0,0,0,0,0,0
        14,2010,0,0,0,1,0,0,0,0,0,0

        """)
  }

  @Test("are named, measured and hashed as they lie on the disk")
  func parts() throws {
    let model = try Delivery(.small).onePass()
    #expect(
      model.parts.map(\.name) == [
        "movies.csv", "companies.csv", "genres.csv", "movie_companies.csv", "movie_genres.csv", "movie_votes.csv",
      ])
    #expect(model.parts.map(\.bytes) == ModelTable.allCases.map { Int64(model.texts[$0]!.utf8.count) })
    // sha256sum of the two lines that `small` expects of genres.csv and its header.
    #expect(model.parts[2].sha256.hex == "a983abcf0f0e0f2982a38ffbd3ef51e2dd08161b44883ad8bb34613ff83cf1ba")
  }

  @Test("have a header and nothing else of votes when nothing joins them to films")
  func withoutLinks() throws {
    var fixture = FixtureDelivery.small
    fixture.links = nil
    let model = try Delivery(fixture).onePass()
    #expect(model.rows(.movieVotes).isEmpty)
    #expect(model.rows(.movies).count == 4)
  }

  @Test(
    "add the votes of two MovieLens films up that are one TMDB film, and leave out those of films that are not there")
  func manyLinks() throws {
    // given 1 and 2 both film 11, 3 a film that is not in the delivery, 4 blank
    let fixture = FixtureDelivery(
      movies: [["id": "11", "title": "Alpha"]],
      ratings: [
        "1,1,5.0,1000000000", "1,2,5.0,1000000000", "2,2,0.5,1000000000", "2,3,1.0,1000000000", "2,4,1.0,1000000000",
      ],
      links: ["1,1,11", "2,2,11", "3,3,999", "4,4,"])
    #expect(
      try Delivery(fixture).onePass().rows(.movieVotes)
        == [["11", "2001", "1", "0", "0", "0", "0", "0", "0", "0", "0", "2"]])
  }

  @Test("never join a vote's movieId to a film's id directly")
  func noDirectJoin() throws {
    // given a vote for MovieLens film 11, which is TMDB film 12
    let fixture = FixtureDelivery(
      movies: [["id": "11", "title": "Alpha"], ["id": "12", "title": "Beta"]], ratings: ["1,11,5.0,1000000000"],
      links: ["11,1,12", "12,2,11"])
    #expect(try Delivery(fixture).onePass().rows(.movieVotes).map { $0[0] } == ["12"])
  }

  @Test("have the first name of an id, and no company that only quarantined or repeated records have")
  func names() throws {
    let fixture = FixtureDelivery(
      movies: [
        ["id": "2", "title": "B", "production_companies": "[{'name': 'First', 'id': 5}]"],
        ["id": "1", "title": "A", "production_companies": "[{'name': 'Second', 'id': 5}]"],
        ["id": "x", "title": "C", "production_companies": "[{'name': 'Ghost', 'id': 6}]"],
        ["id": "2", "title": "B", "production_companies": "[{'name': 'Echo', 'id': 8}]"],
      ],
      ratings: ["1,1,5.0,1000000000"], links: ["1,1,1"])
    let model = try Delivery(fixture).onePass()
    #expect(model.rows(.companies) == [["5", "First"]])
    #expect(model.rows(.movieCompanies) == [["1", "5", "0"], ["2", "5", "0"]])
  }

  @Test("tell an empty text from NULL, and keep a line break in a title")
  func textCells() throws {
    let fixture = FixtureDelivery(
      movies: [["id": "1", "title": "Two\nlines, \"quoted\""], ["id": "2", "title": ""]],
      ratings: ["1,1,5.0,1000000000"], links: ["1,1,1"])
    let movies = try Delivery(fixture).onePass().texts[.movies]!
    #expect(movies.contains("\n1,,\"Two\nlines, \"\"quoted\"\"\",,en,"))
    #expect(movies.contains("\n2,,\"\",,en,"))
  }
}

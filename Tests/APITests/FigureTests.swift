import Foundation
import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

/// Figures of the small delivery, worked out by hand: two films of 2001 (Alpha of both companies and genres, Beta of one)
/// and one of 2002; the fourth is not released and counts nowhere.
@Suite("Figures are served as they are defined")
struct FigureTests {
  @Test("A company's years: sums over known money, profit over films with both, exact means")
  func companyYears() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/v1/default/companies/7/years")
    #expect(
      response.text == """
        {"data":[
        {"company":{"id":7,"name":"North Light"},"year":2001,"releases":2,"budget":3000001,"revenue":5000000,\
        "profit":4000000,"averagePopularity":5.375000,"votes":3,"averageRating":4.166667,\
        "known":{"budget":2,"revenue":1,"profit":1}}
        ],"meta":{"count":1,"currency":"USD","allocation":"full"},\
        "links":{"self":"/v1/default/companies/7/years","next":null}}

        """)
  }

  @Test("Split money adds up to the film's, the remainder dollar going to the first company")
  func split() async throws {
    var model = TestModel.small
    model.films[0].revenue = 5_000_001
    let site = try await TestSite.published(model)
    let first = try await site.get("/v1/default/companies/7/years.csv?allocation=split").text
    let second = try await site.get("/v1/default/companies/9/years.csv?allocation=split&to=2001").text
    #expect(first.contains("\r\n7,North Light,2001,2,2500001,2500001,2000001,5.375000,3,4.166667,2,1,1\r\n"))
    #expect(second.contains("\r\n9,O'Hara Films,2001,1,500000,2500000,2000000,10.250000,2,4.500000,1,1,1\r\n"))
  }

  @Test("What is unknown is null in JSON and empty in CSV")
  func unknown() async throws {
    let site = try await TestSite.published()
    let json = try await site.get("/v1/default/years?from=2002").text
    #expect(json.contains("{\"year\":2002,\"releases\":1,\"budget\":null,\"revenue\":300000,\"profit\":null,"))
    let csv = try await site.get("/v1/default/years.csv?from=2002").text
    #expect(
      csv == """
        year,releases,budget,revenue,profit,averagePopularity,votes,averageRating,knownBudget,knownRevenue,knownProfit\r
        2002,1,,300000,,0.000082,1,0.500000,0,1,0\r

        """)
  }

  @Test("Totals count every film once")
  func totals() async throws {
    let site = try await TestSite.published()
    let lines = try await site.get("/v1/default/years.ndjson").text.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(
      lines[0].hasPrefix("{\"year\":2001,\"releases\":2,\"budget\":3000001,\"revenue\":5000000,\"profit\":4000000,"))
  }

  @Test("A company's releases by genre")
  func companyGenres() async throws {
    let site = try await TestSite.published()
    let csv = try await site.get("/v1/default/companies/9/genres.csv").text
    #expect(
      csv == """
        companyId,companyName,year,genreId,genreName,releases\r
        9,O'Hara Films,2001,18,Drama,1\r
        9,O'Hara Films,2001,35,Comedy,1\r
        9,O'Hara Films,2002,35,Comedy,1\r

        """)
  }

  @Test("Companies of a year, ranked: unknown last in both directions", arguments: ["-budget", "budget"])
  func ranking(sort: String) async throws {
    var model = TestModel.small
    model.companies[5] = "Aurora"
    model.films.append(.init(id: 20, title: "Moneyless", date: "2001-02-03", companies: [5]))
    let site = try await TestSite.published(model)
    let rows =
      try await site.get("/v1/default/companies/years?year=2001&sort=\(sort)").json()["data"] as? [[String: Any]]
    let names = (rows ?? []).compactMap { ($0["company"] as? [String: Any])?["name"] as? String }
    #expect(
      names
        == (sort == "-budget" ? ["North Light", "O'Hara Films", "Aurora"] : ["O'Hara Films", "North Light", "Aurora"]))
  }

  @Test("The most popular genre of each year, by several measures")
  func mostPopular() async throws {
    let site = try await TestSite.published()
    // 2001: Drama has Alpha and Beta (mean 5.375), Comedy only Alpha; with the default of five films the largest genre's
    // two are required, so that Comedy does not take part. With one film Comedy's 10.25 wins.
    let byMean = try await site.get("/v1/default/genres/most-popular.csv").text
    #expect(
      byMean.contains("\r\n2001,18,Drama,2,3000001,5000000,4000000,5.375000,3,4.166667,2,1,1\r\n2002,35,Comedy,1,"))
    let small = try await site.get("/v1/default/genres/most-popular.csv?minReleases=1&to=2001").text
    #expect(small.contains("\r\n2001,35,Comedy,1,"))
  }

  @Test("A year in which the measure is unknown for every genre has a row without a genre")
  func noGenre() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/v1/default/genres/most-popular?by=profit&from=2002").text
    #expect(response.contains("{\"year\":2002,\"genre\":null,\"releases\":null,"))
    #expect(response.contains("\"known\":null}"))
    let csv = try await site.get("/v1/default/genres/most-popular.csv?by=profit&from=2002").text
    #expect(csv.hasSuffix("\r\n2002,,,,,,,,,,,,\r\n"))
  }

  @Test("The films behind a figure, with their line in the delivery")
  func movies() async throws {
    let site = try await TestSite.published()
    let rows = try await site.get("/v1/default/movies?company=7&year=2001&sort=-popularity").json()["data"]
    let films = try #require(rows as? [[String: Any]])
    #expect(films.map { $0["id"] as? Int } == [11, 12])
    #expect(films.map { $0["sourceLine"] as? Int } == [2, 3])
    #expect((films[0]["companies"] as? [[String: Any]])?.map { $0["id"] as? Int } == [7, 9])
    let csv = try await site.get("/v1/default/movies/11.csv").text
    #expect(csv.contains(",7|9,North Light|O'Hara Films,18|35,Drama|Comedy,2\r\n"))
    #expect(!csv.contains("votesByYear"))
  }

  @Test("A film has its votes by year of voting")
  func movie() async throws {
    let site = try await TestSite.published()
    let response = try await site.get("/v1/default/movies/11").text
    #expect(response.contains("\"votes\":2,\"averageRating\":4.500000,"))
    #expect(
      response.contains(
        "\"votesByYear\":[{\"year\":2001,\"votes\":1,\"distribution\":[0,0,0,0,0,0,0,1,0,0]},"
          + "{\"year\":2010,\"votes\":1,\"distribution\":[0,0,0,0,0,0,0,0,0,1]}]"))
  }

  @Test(
    "Names are found without regard to case and accents", arguments: ["o'hara", "O%27HARA", "ohar%C3%A1", "hara+films"])
  func search(q: String) async throws {
    var model = TestModel.small
    model.companies[9] = q.hasPrefix("ohar") ? "Ohára" : "O'Hara Films"
    let site = try await TestSite.published(model)
    let rows = try await site.get("/v1/default/companies?q=\(q)").json()["data"] as? [[String: Any]]
    #expect(rows?.map { $0["id"] as? Int } == [9])
  }

  @Test("The report of an edition, whole in JSON and by code in CSV")
  func report() async throws {
    let site = try await TestSite.published()
    let json = try await site.get("/v1/default/editions/1/report").json()
    #expect((json["data"] as? [String: Any])?["verdict"] as? String == "accepted")
    let csv = try await site.get("/v1/default/editions/1/report.csv").text
    #expect(csv.hasPrefix("code,severity,count,why,fix\r\nbudget-unknown,info,1,"))
  }
}

import HTTPTypes
import HummingbirdTesting
import NIOCore
import Testing

@testable import API

@Suite("What is wrong is refused, and the refusal says what would be right")
struct RefusalTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let target: String
    let status: Int
    let code: ProblemCode
    var suggestion: String?
    let why: String
    var testDescription: String { "\(why): \(target.prefix(80))" }

    init(_ target: String, _ status: Int, _ code: ProblemCode, _ why: String) {
      self.init(target, status, code, nil, why)
    }

    init(_ target: String, _ status: Int, _ code: ProblemCode, _ suggestion: String?, _ why: String) {
      self.target = target
      self.status = status
      self.code = code
      self.suggestion = suggestion
      self.why = why
    }
  }

  static let cases: [Case] = [
    Case("/v1/default/companies?sorted=name", 400, .unknownParameter, "sort", "a name that is nearly right"),
    Case("/v1/default/companies?zzzzzzzzz=1", 400, .unknownParameter, "nothing is near"),
    Case("/v1/default/companies/7?from=2000", 400, .unknownParameter, "a resource without parameters"),
    Case("/v1/default/companies/7/years?year=2000", 400, .unknownParameter, "a parameter of another resource"),
    Case("/v1/default/companies?limit=5&limit=5", 400, .repeatedParameter, "limit=5", "twice the same"),
    Case("/v1/default/companies?limit=0", 400, .invalidParameter, "limit=1", "below the range"),
    Case("/v1/default/companies?limit=1001", 400, .invalidParameter, "limit=1000", "above the range"),
    Case("/v1/default/companies?limit=ten", 400, .invalidParameter, "no number"),
    Case("/v1/default/companies?limit=010", 400, .invalidParameter, "a leading zero would be a second URL"),
    Case("/v1/default/companies?limit=+5", 400, .invalidParameter, "a plus is a space in a query"),
    Case("/v1/default/companies?limit=99999999999999999999", 400, .invalidParameter, "beyond 64 bits"),
    Case("/v1/default/companies?sort=reveneu", 400, .invalidParameter, "sort=revenue", "a value that is nearly right"),
    Case("/v1/default/companies?q=", 400, .invalidParameter, "an empty search"),
    Case("/v1/default/companies?q=a%00b", 400, .invalidParameter, "a NUL, which PostgreSQL cannot take"),
    Case("/v1/default/companies?q", 400, .malformedQuery, "no equals sign"),
    Case("/v1/default/companies?=1", 400, .malformedQuery, "no name"),
    Case("/v1/default/companies?q=a&&sort=name", 400, .malformedQuery, "an empty pair"),
    Case("/v1/default/companies?q=%zz", 400, .malformedQuery, "a broken escape"),
    Case("/v1/default/companies?q=%C3%28", 400, .malformedQuery, "not UTF-8"),
    Case("/v1/default/companies?q=%E2%82", 400, .malformedQuery, "UTF-8 that ends early"),
    Case("/v1/default/companies?q=a#b", 400, .malformedPath, "a fragment"),
    Case("/v1/default/comp%ZZnies", 400, .malformedPath, "a broken escape in the path"),
    Case("/v1/default/%FF", 400, .malformedPath, "not UTF-8 in the path"),
    Case(
      "/v1/default/companies/7/years?from=2005&to=2001", 400, .invalidParameter, "from=2001&to=2005", "no year left"),
    Case("/v1/default/companies/7/years?from=0", 400, .invalidParameter, "from=1", "year 0"),
    Case("/v1/default/companies/7/years?allocation=half", 400, .invalidParameter, "no such allocation"),
    Case("/v1/default/companies/years", 400, .missingParameter, "the year is required"),
    Case("/v1/default/companies?cursor=abc", 400, .invalidCursor, "no cursor"),
    Case("/v1/default/companies?cursor=%F0%9F%98%80", 400, .invalidCursor, "an emoji"),
    Case("/v1/default/genres/most-popular?by=profits", 400, .invalidParameter, "by=profit", "plural"),
    Case("/v2/default/companies", 404, .notFound, "/", "another version"),
    Case("/v1", 404, .notFound, "/", "no provider"),
    Case("/v1/", 404, .notFound, "/", "no provider"),
    Case("/favicon.ico", 404, .notFound, "/", "what browsers ask for"),
    Case("/v1/defalut/companies", 404, .unknownProvider, "/v1/default", "a provider that is nearly right"),
    Case("/v1/DEFAULT/companies", 404, .unknownProvider, "/v1/default", "names are lower case"),
    Case("/v1/..%2Fsecret/companies", 404, .unknownProvider, "a traversal"),
    Case("/v1/empty/companies", 404, .noEditionYet, "nothing published yet"),
    Case("/v1/default/companeis", 404, .notFound, "/v1/default/companies", "a path that is nearly right"),
    Case("/v1/default/companies/7/yeers", 404, .notFound, "/v1/default/companies/7/years", "with a number in it"),
    Case("/v1/default/companies/", 404, .notFound, "/v1/default/companies", "a slash too many"),
    Case("/v1/default//companies", 404, .notFound, "a slash too many inside"),
    Case("/v1/default/companies.xml", 404, .notFound, "/v1/default/companies", "no such format"),
    Case("/v1/default/.csv", 404, .notFound, "a suffix alone"),
    Case("/v1/default/companies/years.csv/7", 404, .notFound, "a suffix inside"),
    Case("/v1/default/Companies", 404, .notFound, "/v1/default/companies", "paths are lower case"),
    Case("/v1/default/companies%2F7", 404, .notFound, "/v1/default/companies", "an escaped slash is no slash"),
    Case("/v1/default/companies/8", 404, .unknownCompany, "no such company"),
    Case("/v1/default/companies/8/years", 404, .unknownCompany, "no such company"),
    Case("/v1/default/companies/0", 404, .unknownCompany, "no company has 0"),
    Case("/v1/default/companies/07", 404, .unknownCompany, "one URL for one company"),
    Case("/v1/default/companies/9223372036854775808", 404, .unknownCompany, "beyond 64 bits"),
    Case("/v1/default/companies/-7", 404, .notFound, "negative"),
    Case("/v1/default/genres/999", 404, .unknownGenre, "no such genre"),
    Case("/v1/default/genres/years?genre=999", 404, .unknownGenre, "no such genre in the query"),
    Case("/v1/default/movies/999", 404, .unknownMovie, "no such film"),
    Case("/v1/default/editions/9", 404, .unknownEdition, "no such edition"),
    Case("/v1/default/editions/9/report", 404, .unknownEdition, "no such edition"),
    Case("/v1/default/editions/1/diff/9", 404, .unknownEdition, "no such edition"),
    Case("/v1/default/@9/companies", 404, .unknownEdition, "no such edition"),
    Case("/v1/default/@0/companies", 404, .unknownEdition, "no such number"),
    Case("/v1/default/@/companies", 404, .unknownEdition, "no number"),
    Case("/v1/default/@x/companies", 404, .unknownEdition, "no number"),
    Case("/v1/default/@01/companies", 404, .unknownEdition, "one URL for one edition"),
    Case("/v1/default/@1/editions", 404, .notFound, "/v1/default/editions", "editions exist unpinned only"),
    Case("/v1/default/@1/editions/1.csv", 404, .notFound, "/v1/default/editions/1.csv", "editions exist unpinned only"),
    Case("/openapi.json?x=1", 400, .unknownParameter, "parameters where there are none"),
    Case("/?x=1", 400, .unknownParameter, "parameters where there are none"),
    Case("/v1/default/companies?q=" + String(repeating: "a", count: 201), 400, .invalidParameter, "a long search"),
    Case("/v1/default/companies?q=" + String(repeating: "a", count: 9000), 414, .targetTooLong, "a very long target"),
    Case("companies", 400, .malformedPath, "no slash in front"),
  ]

  @Test("Each refusal has its status, code and suggestion", arguments: cases)
  func refusal(_ expected: Case) async throws {
    let site = try await TestSite.published()
    let response = try await site.get(expected.target)
    #expect(response.status.code == expected.status)
    #expect(response.problem == expected.code.rawValue)
    #expect(response.suggestion == expected.suggestion, "\(response.text)")
    #expect(response.header("Content-Type") == "application/problem+json")
    #expect(response.header("X-Content-Type-Options") == "nosniff")
    #expect(response.header("Access-Control-Allow-Origin") == "*")
    #expect(response.header("ETag") == nil)
    if expected.status != 404 { #expect(response.header("Cache-Control") == "no-store") }
  }

  @Test(
    "Every code of the catalogue has the status and meaning it documents, and those that a request can cause are tested"
  )
  func catalogue() {
    let caused = Set(Self.cases.map(\.code))
    let elsewhere: Set<ProblemCode> = [
      .cursorOfAnotherEdition, .methodNotAllowed, .editionPruned, .internalError, .databaseUnavailable,
      .publicationUnreadable, .malformedRequest, .requestTimeout, .requestHeadTooLarge, .tooManyRequests,
      .credentialRequired, .credentialRefused, .scopeMissing, .tokenNotNeeded, .tooManyAttempts, .accessUnknown,
    ]
    #expect(caused.union(elsewhere) == Set(ProblemCode.allCases))
    #expect(caused.isDisjoint(with: elsewhere))
    #expect(Set(ProblemCode.allCases.map(\.meaning)).count == ProblemCode.allCases.count)
  }

  @Test("Suggested paths are there")
  func suggestionsWork() async throws {
    let site = try await TestSite.published()
    for suggestion in Set(Self.cases.compactMap(\.suggestion)) where suggestion.hasPrefix("/") {
      #expect(try await site.get(suggestion).status == .ok, "\(suggestion)")
    }
  }

  @Test(
    "Other methods get 405 with Allow, whatever the path",
    arguments: [HTTPRequest.Method.post, .put, .delete, .patch, .trace, .init("PURGE")!])
  func methods(method: HTTPRequest.Method) async throws {
    let site = try await TestSite.published()
    for target in ["/v1/default/companies", "/nothing"] {
      let response = try await site.get(target, method: method)
      #expect(response.status == .methodNotAllowed)
      #expect(response.header("Allow") == "GET, HEAD, OPTIONS")
      #expect(response.header("Cache-Control") == "no-store")
      #expect(response.problem == "method-not-allowed")
    }
  }

  @Test("A fault of ours is 500 without its cause, and a failing database 503 with Retry-After")
  func failures() async throws {
    let site = try await TestSite.published()
    site.database.fail { $0.open = true }
    let response = try await site.get("/v1/default/years")
    #expect(response.status == .serviceUnavailable)
    #expect(response.problem == "database-unavailable")
    #expect(response.header("Retry-After") == "1")
    #expect(!response.text.contains("the test wants"))
    // A failure is not kept.
    site.database.fail { $0.open = false }
    #expect(try await site.get("/v1/default/years").status == .ok)
  }
}

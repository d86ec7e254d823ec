import Domain
import Fixtures
import InputValidator
import Testing

@Suite("Severities set by a provider")
struct SeverityTests {
  /// One vote of 200 is no half step: a warning, within the tolerance.
  private let oneBadVote = FixtureDelivery.rated(["1,1,3.7,1000000000"] + FixtureDelivery.votes(199))

  @Test("raise a warning to an error that rejects, and the record stays quarantined")
  func raised() throws {
    var scenario = try Scenario()
    scenario.settings = .severities([.invalidRating: .error])

    let outcome = try scenario.validate(oneBadVote)

    #expect(outcome.report.errors == [.invalidRating])
    #expect(outcome.report.samples(.invalidRating).map(\.severity) == [.error])
    #expect(outcome.report.files.map(\.quarantined) == [0, 1, 0])
    #expect(outcome.accepted == nil)
    #expect(try scenario.written() == ["rejected-ratings.csv"])
  }

  @Test("lower a quarantining code without letting the record in")
  func loweredQuarantine() throws {
    var scenario = try Scenario()
    scenario.settings = .severities([.invalidRating: .info])

    let report = try scenario.validate(oneBadVote).report

    #expect(report.entry(.invalidRating)?.severity == .info)
    #expect(report.votes.valid == 199)
  }

  @Test(
    "lower the two limits that are a matter of judgement",
    arguments: [FindingCode.suspiciousShrink, .tooManyQuarantined])
  func loweredLimit(code: FindingCode) throws {
    var scenario = try Scenario()
    scenario.context.currentFilms = code == .suspiciousShrink ? 100 : nil
    let delivery = code == .tooManyQuarantined ? FixtureDelivery.rated(["1,1,9,1"] + FixtureDelivery.votes(5)) : .small
    #expect(try scenario.validate(delivery).report.errors == [code])

    scenario.settings = .severities([code: .warning])
    let report = try scenario.validate(delivery).report

    #expect(report.verdict == .accepted)
    #expect(report.entry(code)?.severity == .warning)
  }

  @Test("cannot lower what leaves nothing to publish")
  func stayErrors() throws {
    var scenario = try Scenario()
    scenario.settings = .severities([.missingColumn: .info, .missingFile: .warning, .notAZip: .info])
    let ratings = "userId,movieId,rating\n1,1,4.0\n"

    #expect(
      try scenario.validate([("ratings.csv", ratings)]).report.errors.sorted { $0.index < $1.index } == [
        .missingFile, .missingColumn,
      ])
    let always = FindingCode.allCases.filter { $0.entry.severity == .error && !$0.isAlwaysError }
    #expect(always == [.tooManyQuarantined, .suspiciousShrink])
  }
}

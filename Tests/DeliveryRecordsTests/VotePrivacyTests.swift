import Domain
import Testing

@testable import DeliveryRecords

@Suite("A finding about a vote shows nobody's vote")
struct VotePrivacyTests {
  @Test(
    "Whatever is wrong with it, neither the user nor the whole record is shown; the quarantined record is as it came",
    arguments: [
      "canary@example.com,2,4.0,1000000000", "-4711canary,2,4.0,1000000000", "4711,2,9.5,1000000000",
      "4711,2,4.0,1e30", "4711,2,4.0", "4711,2,4.0,1000000000,canary", "\"4711\"canary,2,4.0,1000000000",
      "4711,\"2,4.0,1000000000",
    ])
  func shownValues(row: String) throws {
    let reading = try RatingReading("userId,movieId,rating,timestamp\n1,1,4.0,1\n\(row)\n")
    let quarantined = try #require(reading.log.quarantined.first)
    let finding = quarantined.finding
    for text in [finding.value ?? "", finding.message, finding.fix] {
      #expect(!text.contains("canary") && !text.contains("4711"), "\(text)")
    }
    #expect(finding.line == 3)
  }

  @Test("A fault of the films is shown as before")
  func films() throws {
    let reading = try RatingReading("userId,movieId,rating,timestamp\n4711,x31,4.0,1\n")
    #expect(reading.log.quarantined.map(\.finding.value) == ["x31"])
  }
}

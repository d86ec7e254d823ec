import Domain
import Testing

@testable import DeliveryRecords

@Suite("The year of a second, by table")
struct YearTableTests {
  /// The slow and obvious way.
  private func year(of seconds: UInt64) -> UInt16 {
    UInt16(CalendarDate(daysSinceEpoch: Int(seconds / 86_400)).year)
  }

  @Test("Every new year from 1970 to 2100 falls on its second", arguments: 1971...2101)
  func newYears(_ year: Int) throws {
    let table = YearTable()
    let date = try #require(CalendarDate("\(year)-01-01".utf8))
    let start = UInt64(date.daysSinceEpoch * 86_400)
    #expect(table.year(of: start - 1) == UInt16(year - 1))
    if year <= 2100 { #expect(table.year(of: start) == UInt16(year)) }
    if year == 2101 { #expect(start == YearTable.endSeconds) }
  }

  @Test("Seconds anywhere agree with the calendar, and so do both ends of every bucket")
  func anywhere() {
    let table = YearTable()
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<20_000 {
      let seconds = UInt64.random(in: 0..<YearTable.endSeconds, using: &generator)
      #expect(table.year(of: seconds) == year(of: seconds))
    }
    for edge in stride(from: UInt64(0), to: YearTable.endSeconds, by: 1 << YearTable.bucketBits) {
      #expect(table.year(of: edge) == year(of: edge))
      if edge > 0 { #expect(table.year(of: edge - 1) == year(of: edge - 1)) }
    }
  }
}

import Domain
import Testing

@testable import InputValidator

@Suite("The log of findings")
struct FindingLogTests {
  @Test("sorts errors first, then by count, then by the catalogue")
  func order() {
    let log = FindingLog()
    func note(_ code: FindingCode, times: Int) {
      log.note(code, times: times, Finding(code, file: "x", message: "m"))
    }
    note(.blankLine, times: 500)
    note(.nameDiffers, times: 2)
    note(.invalidRating, times: 2)
    note(.duplicateIDDiffers, times: 3)
    note(.noDataRows, times: 1)
    note(.missingColumn, times: 0)

    #expect(log.findings().map(\.code) == [.noDataRows, .duplicateIDDiffers, .invalidRating, .nameDiffers, .blankLine])
    #expect(log.findings().map(\.count) == [1, 3, 2, 2, 500])
  }

  @Test("makes no finding that it would not keep")
  func lazy() {
    let log = FindingLog()
    var made = 0
    func finding() -> Finding {
      made += 1
      return Finding(.blankLine, file: "x", message: "m")
    }

    for _ in 0..<1000 { log.note(.blankLine, finding()) }

    #expect(made == 100)
    #expect(log.count(of: .blankLine) == 1000)
  }

  @Test("takes over what another one found: all its counts, and its samples behind its own, up to the limit")
  func added() {
    func log(_ file: String, times: Int) -> FindingLog {
      let log = FindingLog()
      for _ in 0..<times { log.note(.blankLine, Finding(.blankLine, file: file, message: "m")) }
      return log
    }
    let films = log("films", times: 70)

    films.add(log("votes", times: 80))

    let found = films.findings()[0]
    #expect(found.count == 150)
    #expect(found.samples.map(\.file) == Array(repeating: "films", count: 70) + Array(repeating: "votes", count: 30))
  }
}

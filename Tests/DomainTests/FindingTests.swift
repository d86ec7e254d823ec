import Domain
import Testing

@Suite("Findings and their catalogue")
struct FindingTests {
  @Test("every code has an entry of its own, with all its sentences", arguments: FindingCode.allCases)
  func catalogue(_ code: FindingCode) {
    let entry = code.entry
    #expect(!entry.why.isEmpty && !entry.example.isEmpty && !entry.fix.isEmpty)
    #expect(entry.why.last == "." && entry.fix.last == ".")
    let twins = FindingCode.allCases.filter { $0.entry.why == entry.why }
    #expect(twins == [code])
  }

  @Test("codes are kebab-case and counted in catalogue order")
  func codes() {
    for (index, code) in FindingCode.allCases.enumerated() {
      #expect(code.index == index)
      #expect(code.rawValue.allSatisfy { $0 == "-" || ("a"..."z").contains($0) || ("0"..."9").contains($0) })
      #expect(!code.rawValue.hasPrefix("-") && !code.rawValue.hasSuffix("-"))
    }
  }

  @Test("what rejects, what quarantines and what keeps have the severities of the contract")
  func severities() {
    for code in [
      FindingCode.notAZip, .zipDamaged, .missingFile, .missingColumn, .noDataRows, .notUTF8, .suspiciousShrink,
    ] {
      #expect(code.entry.severity == .error)
    }
    for code in [
      FindingCode.wrongFieldCount, .invalidID, .invalidList, .listTooDeep, .ratingsUnjoinable, .duplicateIDDiffers,
    ] {
      #expect(code.entry.severity == .warning)
    }
    for code in [FindingCode.duplicateID, .blankReleaseDate, .blankTmdbID, .notReleased, .unknownColumn] {
      #expect(code.entry.severity == .info)
    }
    #expect(Domain.Severity.allCases.reversed().sorted() == [Domain.Severity.info, .warning, .error])
  }

  @Test("a finding takes severity and fix from the catalogue unless it has its own")
  func defaults() {
    let finding = Finding(.invalidID, file: "movies_metadata.csv", line: 3, value: "a\nb", message: "no id")
    #expect(finding.severity == .warning)
    #expect(finding.fix == FindingCode.invalidID.entry.fix)
    #expect(finding.value == "a\\nb")
    let own = Finding(.invalidID, severity: .error, file: "x", message: "m", fix: "f")
    #expect(own.severity == .error && own.fix == "f" && own.value == nil)
  }

  @Test(
    "values are shown short and without control characters",
    arguments: [
      ("", ""), ("plain é 東", "plain é 東"), ("a\nb\rc\td", "a\\nb\\rc\\td"), ("\u{0}\u{1B}[31m", "\\u{0}\\u{1b}[31m"),
      ("\u{9D}", "\\u{9d}"), (String(repeating: "x", count: 80), String(repeating: "x", count: 80)),
      (String(repeating: "x", count: 81), String(repeating: "x", count: 80) + "…"),
    ])
  func values(_ value: String, _ shown: String) {
    #expect(FindingValue.shown(value) == shown)
  }

  @Test("settings may change the severity of a code, and of no other")
  func settings() {
    var settings = ProviderSettings()
    settings.severities = ["invalid-id": .error]
    #expect(settings.severity(of: .invalidID) == .error)
    #expect(settings.severity(of: .invalidNumber) == .warning)
  }
}

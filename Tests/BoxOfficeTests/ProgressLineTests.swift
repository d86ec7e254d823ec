import Testing

@testable import boxoffice

@Suite("The progress line says how far, how fast and how long")
struct ProgressLineTests {
  private func text(
    _ line: inout ProgressLine, _ done: Int, of total: Int, at now: Duration, step: String = "checking ratings",
    width: Int = 200
  ) -> String {
    line.text(step, done: done, of: total, unit: "MB", at: now, width: width)
  }

  @Test("share, rate and time left, once there is something to guess from")
  func parts() {
    var line = ProgressLine()
    #expect(text(&line, 0, of: 400, at: .seconds(7)) == "checking ratings [........................] 0 %")
    #expect(
      text(&line, 100, of: 400, at: .seconds(9))
        == "checking ratings [######..................] 25 %  50 MB/s  6 s left")
    #expect(
      text(&line, 400, of: 400, at: .seconds(15))
        == "checking ratings [########################] 100 %  50 MB/s  0 s left")
  }

  @Test(
    "long times are in minutes and hours",
    arguments: [(60, "59 s"), (61, "1:00 min"), (3600, "59:59 min"), (3601, "1:00 h"), (9_000_000, "99:59 h")])
  func times(total: Int, left: String) {
    var line = ProgressLine()
    _ = text(&line, 0, of: total, at: .zero)
    #expect(text(&line, 1, of: total, at: .seconds(1)).hasSuffix("  1 MB/s  \(left) left"))
  }

  @Test("what is counted through several steps has one rate; a new count begins anew")
  func counts() {
    var line = ProgressLine()
    _ = text(&line, 0, of: 100, at: .zero, step: "checking movies")
    #expect(text(&line, 50, of: 100, at: .seconds(5), step: "checking ratings").hasSuffix("10 MB/s  5 s left"))
    _ = text(&line, 0, of: 80, at: .seconds(10), step: "writing ratings.csv")
    #expect(text(&line, 40, of: 80, at: .seconds(11), step: "writing ratings.csv").hasSuffix("40 MB/s  1 s left"))
  }

  @Test("it is cut where it would wrap, and an empty count is whole")
  func edges() {
    var line = ProgressLine()
    #expect(text(&line, 1, of: 2, at: .zero, width: 10) == "checking r")
    #expect(text(&line, 0, of: 0, at: .zero).contains("100 %"))
    #expect(line.text("building the edition", width: 80) == "building the edition …")
  }
}

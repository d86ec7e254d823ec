import Domain
import Testing
import Watchfolders

@Suite("The name of a claim")
struct ClaimNameTests {
  static let now = Timestamp("2026-11-22T13:45:09.120Z")!

  @Test(
    "comes after all names before it",
    arguments: [
      ([], "20261122T134509120Z-0000"),
      (["notes.txt", ".copy", "20261122T134509120Z"], "20261122T134509120Z-0000"),  // none of these is a claim
      (["20261122T134509119Z-0007"], "20261122T134509120Z-0000"),
      (["20261122T134509120Z-0000"], "20261122T134509120Z-0001"),  // two within a millisecond
      (["20261122T134509120Z-0009", "20261122T134509120Z-0010"], "20261122T134509120Z-0011"),
      (["20271122T134509120Z-0000"], "20271122T134509120Z-0001"),  // the clock was set back
      (["20261122T134509120Z-9999"], "20261122T134509120Z-10000"),
    ])
  func next(_ example: (names: [String], expected: String)) {
    #expect(ClaimName.next(after: example.names, now: Self.now) == example.expected)
  }
}

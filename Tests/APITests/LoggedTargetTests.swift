import Testing

@testable import API

@Suite("A log shows what was asked for, and no value that was not asked for")
struct LoggedTargetTests {
  @Test(
    "Each form of a target",
    arguments: [
      ("/v1/default/years?from=2000&to=2001", "/v1/default/years?from=2000&to=2001"),
      ("/v1/default/years", "/v1/default/years"),
      ("/v1/default/years?token=secret&from=2000", "/v1/default/years?token=…&from=2000"),
      ("/v1/default/years?secret", "/v1/default/years?…"),
      ("/v1/default/years?FROM=secret", "/v1/default/years?FROM=…"),
      ("/v1/default/years?a=secret=from=secret", "/v1/default/years?a=…"),
      ("http://user:secret@host/v1/default?x=secret", "/v1/default?x=…"),
      ("http://user:secret@host?x=secret", "?x=…"),
      ("http://user:secret@host", ""),
      ("/a\nb", "/a\\nb"), ("", ""), ("*", "*"),
    ])
  func forms(target: String, shown: String) {
    #expect(LoggedTarget.text(target) == shown)
  }
}

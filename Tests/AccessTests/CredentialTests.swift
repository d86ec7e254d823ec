import Access
import Foundation
import Testing

@Suite("An Authorization header is read strictly")
struct CredentialTests {
  private func basic(_ text: String) -> String { "Basic " + Data(text.utf8).base64EncodedString() }

  @Test("Basic: name and password, of which the second may have colons; the scheme is written in any case")
  func basic() throws {
    for header in [basic("ana:a:b"), basic("ana:a:b").replacing("Basic", with: "bAsIc")] {
      guard case .basic(let name, let password) = Credential([header]) else {
        Issue.record("\(header)")
        continue
      }
      #expect(name?.description == "ana")
      #expect(try PasswordHash(password, cost: PasswordHashTests.cheap).matches(try #require(Password(sent: "a:b"))))
    }
  }

  @Test("A name that nobody can have is still a name and a password, so that the answer is the one of a wrong password")
  func impossibleName() {
    guard case .basic(nil, _) = Credential([basic("anä b:secret")]) else {
      Issue.record("taken for something else")
      return
    }
  }

  @Test("Bearer: the token as it is")
  func bearer() {
    guard case .bearer("aaa.bbb.c-_=") = Credential(["Bearer  aaa.bbb.c-_="]) else {
      Issue.record("taken for something else")
      return
    }
  }

  @Test("No header is no credential")
  func none() {
    guard case .none = Credential([]) else {
      Issue.record("taken for something else")
      return
    }
  }

  @Test("Anything else is unreadable, and what is said of it has nothing of it")
  func unreadable() {
    let headers: [[String]] = [
      [""], ["Basic"], ["Basic canary"], [basic("canary")], [basic("canary:")],
      ["Basic " + Data([0xFF, 0x3A, 0x41]).base64EncodedString()],
      ["Bearer"], ["Bearer canary canary"], ["Bearer canary,"], ["Bearer " + String(repeating: "a", count: 16_385)],
      ["Digest canary"], ["canary"], [basic("ana:canary"), basic("ana:canary")],
      [basic("ana:" + String(repeating: "x", count: 1025))],
    ]
    for header in headers {
      guard case .unreadable(let reason) = Credential(header) else {
        Issue.record("taken for something else: \(header)")
        continue
      }
      #expect(!reason.contains("canary"))
    }
  }
}

import Access
import Domain
import Testing

@Suite("Keys and tokens for the edge have the form that its functions read, and show nothing of themselves")
struct EdgeTokenTests {
  private let secret = Base64URL.encoded(Array(1...32))

  @Test("A key is KID:SECRET with the function's form of names and 32 bytes or more of base64url")
  func keys() {
    let longest = String(repeating: "k", count: 64)
    for name in ["k1", "2026-11", "A_b-9", longest] { #expect(EdgeTokenKey("\(name):\(secret)")?.id == name) }
    // What Secrets Manager generates: letters and digits.
    #expect(EdgeTokenKey("api-1:" + String(repeating: "aZ09", count: 16)) != nil)
    for text in [
      "", ":", secret, "k1:", ":\(secret)", "k 1:\(secret)", "k.1:\(secret)", "k1:\(secret)=", "k1::\(secret)",
      "k1:\(secret) ", "\(longest)k:\(secret)", "k1:\(Base64URL.encoded(Array(1...31)))",
      "k1:" + String(repeating: "+", count: 44), "k1:" + String(repeating: "a", count: 1028),
    ] {
      #expect(EdgeTokenKey(text) == nil, "\(text)")
    }
  }

  @Test("A user of the edge's list has a salt of his own, no password, and no more than an entry can hold")
  func users() throws {
    let scopes = [Scope(provider: ProviderID("acme")!)]
    let values = try (1...2).map { _ in try EdgeUser(generated: "abcde-fghij-klmno", scopes: scopes).value }
    #expect(values[0] != values[1] && !values[0].contains("abcde"))
    #expect(EdgeUser.entry(of: try #require(UserName(text: "ana@example.org"))) == "user:ana@example.org")
    let many = (1...60).map { Scope(provider: ProviderID("provider-\($0)")!) }
    let error = #expect(throws: BoxOfficeError.self) { try EdgeUser(generated: "abcde-fghij-klmno", scopes: many) }
    #expect(error?.code == "edge-user-too-large")
  }

  @Test("Neither a key nor a token nor who makes them describes itself")
  func described() async throws {
    let key = try #require(EdgeTokenKey("k1:\(secret)"))
    let issuer = EdgeTokenIssuer(key: key, audience: "films-edge")
    let token = try await issuer.token(for: .default, at: Timestamp(secondsSinceEpoch: 1_790_000_000), seconds: 50)
    #expect(token.text.split(separator: ".").count == 3)
    var said = ""
    for thing in [key, issuer, token] as [Any] {
      said += "\(thing) \(String(reflecting: thing)) "
      dump(thing, to: &said)
    }
    #expect(!said.contains(secret) && !said.contains(token.text))
    for byte in [UInt8](1...32).dropFirst(24) { #expect(!said.contains("\(byte)")) }
  }
}

import Access
import Domain
import Foundation
import Testing

@Suite("Of a password only a salted, slow hash is kept")
struct PasswordHashTests {
  static let cheap = PasswordHash.Cost(rounds: 4, passes: 1)

  @Test("It matches its own password and no other, also after it was written and read again")
  func matches() throws {
    let password = try #require(Password(chosen: "correct horse battery"))
    let hash = try PasswordHash(password, cost: Self.cheap)
    let read = try #require(PasswordHash(text: hash.description))
    #expect(read == hash)
    #expect(try read.matches(password))
    for wrong in ["correct horse batterz", "correct horse batter", "correct horse battery ", "x"] {
      #expect(try !read.matches(try #require(Password(sent: wrong))), "\(wrong)")
    }
  }

  @Test("Two users with one password have different hashes")
  func salted() throws {
    let password = try #require(Password(chosen: "correct horse battery"))
    #expect(try PasswordHash(password, cost: Self.cheap) != PasswordHash(password, cost: Self.cheap))
  }

  @Test("It is scrypt as RFC 7914 has it: what another program made is understood")
  func interoperable() throws {
    // python3: hashlib.scrypt(b"pleaseletmein!!", salt=bytes(range(16)), n=16, r=8, p=1, dklen=32)
    let hash = try #require(
      PasswordHash(
        text: "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$ArHyFPpWj6oh90LXAMDCjjHNTqNjXilVrqNG3SwsHEU"))
    #expect(try hash.matches(try #require(Password(sent: "pleaseletmein!!"))))
  }

  @Test(
    "A hash that is damaged, or would stop the process, is none",
    arguments: [
      "", "$scrypt$", "plain",
      "$bcrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
      "$scrypt$ln=40,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
      "$scrypt$ln=4,r=800,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
      "$scrypt$ln=4,r=8$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
      "$scrypt$ln=4,r=8,p=1$AAECAwQ$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
      "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQ",
      "$scrypt$ln=4,r=8,p=1$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8$more",
    ])
  func damaged(text: String) { #expect(PasswordHash(text: text) == nil) }

  @Test("A password is never described, whichever way it is printed")
  func undescribed() throws {
    let password = try #require(Password(chosen: "correct horse battery"))
    var dumped = ""
    dump(password, to: &dumped)
    for text in ["\(password)", String(reflecting: password), dumped] { #expect(!text.contains("horse")) }
    #expect(!dumped.contains("99"))
  }

  @Test("A chosen password has at least 15 bytes; a generated one is new each time and is taken as it is printed")
  func chosen() throws {
    #expect(Password(chosen: "short") == nil && Password(chosen: "correct\nhorse battery") == nil)
    #expect(Password(sent: "") == nil && Password(sent: String(repeating: "x", count: 1025)) == nil)
    let (password, text) = Password.generated()
    #expect(Password.generated().text != text)
    #expect(text.wholeMatch(of: /([a-z2-7]{5}-){5}[a-z2-7]/) != nil)
    #expect(try PasswordHash(password, cost: Self.cheap).matches(try #require(Password(chosen: text))))
  }
}

import Domain
import Testing

@Suite("Names and digests")
struct IdentifierTests {
  @Test("provider names that are", arguments: ["default", "a", "0", "a-b-c", "9-", String(repeating: "x", count: 40)])
  func providers(_ name: String) {
    #expect(ProviderID(name)?.name == name)
  }

  @Test(
    "provider names that are not",
    arguments: [
      "", "-a", "A", "a_b", "a.b", "a/b", "..", "a b", "é", "a\n", String(repeating: "x", count: 41), "ａ",
    ])
  func notProviders(_ name: String) {
    #expect(ProviderID(name) == nil)
    #expect(throws: (any Error).self) {
      try JSONDocument.decode([ProviderID].self, from: JSONDocument.encode([name]), what: "it")
    }
  }

  static let hex = String(repeating: "0123456789abcdef", count: 4)

  @Test("a digest is 64 lower-case hexadecimal digits, or 32 bytes")
  func digests() throws {
    let digest = try #require(ContentDigest(hex: Self.hex))
    #expect(digest.description == Self.hex)
    #expect(digest.short == "0123456789ab")
    let bytes: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
    #expect(ContentDigest(bytes: bytes + bytes + bytes + bytes) == digest)
    let data = try JSONDocument.encode([digest])
    #expect(try JSONDocument.decode([ContentDigest].self, from: data, what: "it") == [digest])
  }

  @Test(
    "what is no digest", arguments: ["", String(hex.dropLast()), hex + "0", hex.uppercased(), "g" + hex.dropFirst()])
  func notDigests(_ hex: String) {
    #expect(ContentDigest(hex: hex) == nil)
    #expect(throws: BoxOfficeError.self) {
      try JSONDocument.decode([ContentDigest].self, from: JSONDocument.encode([hex]), what: "it")
    }
  }

  @Test("a document is the same bytes for the same value: sorted, with a final newline")
  func documents() throws {
    let text = String(decoding: try JSONDocument.encode(["b": 1, "a": 2, "path": 3]), as: UTF8.self)
    #expect(text == "{\n  \"a\" : 2,\n  \"b\" : 1,\n  \"path\" : 3\n}\n")
  }
}

import Testing

@testable import DeliveryRecords

@Suite("Texts are kept within bounds")
struct KeptTextTests {
  @Test("An ordinary text stays as it is, outer spaces included")
  func ordinary() {
    let kept = KeptText("\u{A0}Check Entertainment ")
    #expect(kept.text == "\u{A0}Check Entertainment ")
    #expect(!kept.isShortened)
  }

  @Test("CRLF becomes LF; a lone CR stays")
  func lineBreaks() {
    #expect(Array(KeptText("a\r\nb\rc\r\n").text.utf8) == Array("a\nb\rc\n".utf8))
  }

  @Test("A NUL becomes U+FFFD, since PostgreSQL cannot store it")
  func nul() { #expect(KeptText("a\0b").text == "a\u{FFFD}b") }

  @Test("4,096 bytes are kept whole, one more is cut off")
  func bound() {
    let whole = String(repeating: "x", count: 4096)
    #expect(KeptText(whole).text == whole)
    #expect(!KeptText(whole).isShortened)
    #expect(KeptText(whole + "y").text == whole)
    #expect(KeptText(whole + "y").isShortened)
  }

  @Test("The cut never goes through a character", arguments: ["é", "€", "😀"])
  func character(_ character: String) {
    let width = character.utf8.count
    for lead in 0..<width {
      let text = String(repeating: "x", count: lead) + String(repeating: character, count: 4096)
      let kept = KeptText(text)
      #expect(text.hasPrefix(kept.text))
      #expect(kept.text.utf8.count == lead + (4096 - lead) / width * width)
      #expect(kept.isShortened)
    }
  }

  @Test("CRLF is made LF before the bytes are counted")
  func lineBreaksFirst() {
    let text = String(repeating: "\r\n", count: 4096)
    #expect(KeptText(text).text == String(repeating: "\n", count: 4096))
    #expect(!KeptText(text).isShortened)
  }
}

extension KeptText {
  fileprivate init(_ text: String) { self = Array(text.utf8).withUnsafeBytes { KeptText($0) } }
}

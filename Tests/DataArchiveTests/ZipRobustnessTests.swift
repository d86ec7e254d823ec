import DataArchive
import Domain
import Fixtures
import Testing

@Suite("Any bytes are read or refused")
struct ZipRobustnessTests {
  typealias Item = ZipBuilder.Item

  static let zips: [[UInt8]] = {
    var plain = ZipBuilder(Item("a.csv", "one,two,three,one,two,three\n"), Item("b/", "", stored: true))
    plain.items.append(Item("b/c.csv", "beta", stored: true))
    plain.comment = Array("by hand".utf8)
    var modern = plain
    modern.isZip64 = true
    modern.items[0].isZip64 = true
    modern.stream { le(UInt32(0x0807_4B50)) + $0 + le(UInt64($1)) + le(UInt64($2)) }
    return [plain.build(), modern.build()]
  }()

  @Test("a zip that is cut short anywhere is refused", arguments: zips)
  func truncation(_ zip: [UInt8]) throws {
    for count in 0..<zip.count {
      guard try refusal(Array(zip[..<count])) == nil else { continue }
      Issue.record("cut at byte \(count) it was read")
    }
  }

  @Test("a zip with bytes put before it is refused", arguments: zips)
  func prefix(_ zip: [UInt8]) throws {
    for count in 1...40 { #expect(try refusal([UInt8](repeating: 0x50, count: count) + zip) != nil) }
  }

  @Test("with any one bit or byte changed it is refused, or gives the same content", arguments: zips)
  func flips(_ zip: [UInt8]) throws {
    let want = try unpack(zip).get()
    var harmless = 0
    for at in zip.indices {
      for change: UInt8 in [0x01, 0x08, 0x20, 0x80, 0xFF] {
        var changed = zip
        changed[at] ^= change
        guard case .success(let contents) = try unpack(changed) else { continue }
        harmless += 1
        guard contents != want else { continue }
        Issue.record("byte \(at) xor \(change): \(contents)")
      }
    }
    // Times, versions and comments: if nearly everything passed, nothing would be checked.
    #expect(harmless < zip.count * 5 / 3)
  }

  @Test("20,000 mutations are read or refused", arguments: 0..<4)
  func mutations(_ seed: Int) throws {
    var random = SplitMix(state: UInt64(seed))
    for _ in 0..<5_000 {
      var zip = Self.zips[seed % 2]
      for _ in 0...Int.random(in: 0...4, using: &random) {
        let at = Int.random(in: 0..<zip.count, using: &random)
        switch Int.random(in: 0...4, using: &random) {
        case 0: zip[at] = .random(in: 0...255, using: &random)
        case 1: zip[at] = [0, 0xFF, 0x50, 0x4B, 1, 8].randomElement(using: &random)!
        case 2: zip.removeSubrange(at..<min(zip.count, at + Int.random(in: 1...8, using: &random)))
        case 3: zip.insert(contentsOf: zip[at..<min(zip.count, at + 30)], at: at)
        default:
          for index in at..<min(zip.count, at + 4) { zip[index] = .random(in: 0...255, using: &random) }
        }
        if zip.isEmpty { break }
      }
      _ = try unpack(zip)
    }
  }

  @Test("mutations of a large deflate stream are refused, unless they do nothing")
  func deflateMutations() throws {
    var random = SplitMix(state: 99)
    let content = (0..<60_000).map { "\($0 % 977),\($0 % 4_001),\($0 % 10).5\n" }.joined()
    let item = Item("ratings.csv", content)
    let packed = item.packedBytes
    for _ in 0..<300 {
      var changed = item
      var bytes = packed
      for _ in 0...2 {
        bytes[.random(in: 0..<bytes.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
      }
      changed.packed = bytes
      guard bytes != packed, try refusal(ZipBuilder(changed).build()) == nil else { continue }
      Issue.record("read although it was changed")
    }
  }
}

/// Random numbers from a fixed seed, so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

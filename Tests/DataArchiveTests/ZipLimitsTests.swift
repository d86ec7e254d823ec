import DataArchive
import Domain
import Fixtures
import Testing

@Suite("Limits of a zip")
struct ZipLimitsTests {
  typealias Item = ZipBuilder.Item

  @Test("the defaults are the documented ones")
  func defaults() {
    let limits = ArchiveLimits()
    #expect(limits.maxEntries == 1000)
    #expect(limits.maxRatio == 200)
    #expect(limits.ratioFreeBytes == 100_000_000)
    #expect(limits.maxUnpackedBytes == 68_719_476_736)
  }

  @Test("entries are counted, folders too")
  func entries() throws {
    var zip = ZipBuilder()
    zip.items = (0..<1000).map { Item("\($0)/", "", stored: true) }
    #expect(try refusal(zip.build()) == nil)
    zip.items.append(Item("one more"))
    let finding = try refusal(zip.build())
    #expect(finding?.code == .zipTooManyEntries)
    #expect(finding?.message == "it has 1001 entries; at most 1000 are accepted")
  }

  @Test("a number of entries that cannot be is refused without looking for them")
  func declaredEntries() throws {
    var zip = ZipBuilder(Item("a"))
    zip.isZip64 = true
    zip.entryCount = .max
    #expect(try refusal(zip.build())?.code == .zipTooManyEntries)
  }

  @Test("declared sizes are added up, and never allocated")
  func unpacked() throws {
    var zip = ZipBuilder(Item("a.csv"), Item("b.csv"))
    var limits = ArchiveLimits()
    limits.maxUnpackedBytes = 13
    #expect(try refusal(zip.build(), limits: limits)?.code == .zipTooLarge)
    limits.maxUnpackedBytes = 14
    #expect(try refusal(zip.build(), limits: limits) == nil)

    for index in zip.items.indices {
      zip.items[index].isZip64 = true
      zip.items[index].uncompressed = .max >> 1
      zip.items[index].compressed = .max >> 2
    }
    limits.maxUnpackedBytes = .max
    limits.maxRatio = .max
    #expect(try refusal(zip.build(), limits: limits)?.code == .zipTooLarge)
  }

  @Test("the ratio counts once more than the free bytes would come out, for an entry and for all")
  func ratio() throws {
    let zeros = String(repeating: "0", count: 100_000)
    let zip = ZipBuilder(Item("a.csv", zeros), Item("b.csv", zeros))
    var limits = ArchiveLimits()
    limits.maxRatio = 20
    limits.ratioFreeBytes = 200_000
    #expect(try refusal(zip.build(), limits: limits) == nil)
    limits.ratioFreeBytes = 199_999
    #expect(try refusal(zip.build(), limits: limits)?.code == .zipRatioTooHigh)
    #expect(try refusal(zip.build(), limits: limits)?.file == "data.zip")
    limits.ratioFreeBytes = 99_999
    #expect(try refusal(zip.build(), limits: limits)?.file == "a.csv")
    limits.maxRatio = 1032
    #expect(try refusal(zip.build(), limits: limits) == nil)
  }

  @Test("a bomb that declares less than comes out is stopped where it exceeds what it declared")
  func liar() throws {
    var zip = ZipBuilder(Item("a.csv", String(repeating: "0", count: 30_000_000)))
    zip.items[0].uncompressed = 1000
    var bytes = 0
    let archive = try archive(zip.build())
    let refusal = #expect(throws: ArchiveRefusal.self) { try archive.read(archive.entries[0]) { bytes += $0.count } }
    #expect(refusal?.finding.code == .zipDamaged)
    #expect(bytes == 0)
  }
}

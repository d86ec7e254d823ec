import DataArchive
import Domain
import Fixtures
import Testing

@Suite("Refusing zips that are damaged or hostile")
struct ZipRefusalTests {
  typealias Item = ZipBuilder.Item

  /// One thing that is wrong, and how the refusal names it.
  struct Case: Sendable, CustomTestStringConvertible {
    let why: String
    let code: FindingCode
    let file: String
    /// A part of the message.
    let says: String
    let change: @Sendable (inout ZipBuilder) -> Void
    var testDescription: String { why }

    init(
      _ why: String, _ code: FindingCode, file: String = "a.csv", _ says: String,
      _ change: @escaping @Sendable (inout ZipBuilder) -> Void
    ) {
      (self.why, self.code, self.file, self.says, self.change) = (why, code, file, says, change)
    }
  }

  static let headers = [
    Case("password", .zipEncrypted, "it is encrypted") { $0.items[0].flags = 1 },
    Case("strong encryption", .zipEncrypted, "it is encrypted") { $0.items[0].flags = 1 << 6 },
    Case("encrypted directory", .zipEncrypted, "the directory of the zip is encrypted") { $0.items[0].flags = 1 << 13 },
    Case("bzip2", .zipMethodUnsupported, "bzip2") { $0.items[0].method = 12 },
    Case("Deflate64", .zipMethodUnsupported, "Deflate64") { $0.items[0].method = 9 },
    Case("an unknown method", .zipMethodUnsupported, "method 4711") { $0.items[0].method = 4711 },
    Case("patch data", .zipMethodUnsupported, "only STORED and DEFLATE") { $0.items[0].flags = 1 << 5 },
    Case("a link", .zipSymlink, "symbolic link") { $0.items[0].externalAttributes = 0o120777 << 16 },
    Case("a pipe", .zipSymlink, "pipe") { $0.items[0].externalAttributes = 0o010644 << 16 },
    Case("a device", .zipSymlink, "device") { $0.items[0].externalAttributes = 0o060644 << 16 },
    Case("twice the same name", .zipDuplicateEntry, "more than one entry") { $0.items[1].name = $0.items[0].name },
    Case("another disk", .zipDamaged, "another part") { $0.items[0].diskStart = 1 },
    Case("extra field cut short", .zipDamaged, "extra fields of its directory") {
      $0.items[0].centralExtra = [1, 2, 9, 0]
    },
    Case("bytes behind the extra fields", .zipDamaged, "extra fields of its directory") {
      $0.items[0].centralExtra = [7]
    },
    Case("two zip64 fields", .zipDamaged, "extra fields of its directory") {
      $0.items[0].isZip64 = true
      $0.items[0].centralExtra = extraField(1, [UInt8](repeating: 0, count: 24))
    },
    Case("zip64 field too short", .zipDamaged, "extra fields of its directory") {
      $0.items[0].compressed = 0xFFFF_FFFF
      $0.items[0].localCompressed = 1
      $0.items[0].centralExtra = extraField(1, [1, 2, 3])
    },
    Case("a size beyond 63 bits", .zipDamaged, "exceeds 63 bits") {
      $0.items[0].isZip64 = true
      $0.items[0].uncompressed = 1 << 63
    },
    Case("stored, of two sizes", .zipDamaged, "it is stored") {
      $0.items[0].method = 0
      $0.items[0].uncompressed = 3
    },
    Case("a folder with content", .zipDamaged, file: "b.csv/", "it is a folder") {
      $0.items[1].name = Array("b.csv/".utf8)
    },
    Case("second name differs", .zipUnsafeName, "a second, different name, '../a.csv'") {
      $0.items[0].centralExtra = extraField(0x7075, [1, 0, 0, 0, 0] + Array("../a.csv".utf8))
    },
    Case("second name in the local header differs", .zipUnsafeName, "a second, different name") {
      $0.items[0].localExtra = extraField(0x7075, [1, 0, 0, 0, 0] + Array("x.csv".utf8))
    },
  ]

  static let localHeaders = [
    Case("no local header", .zipDamaged, "there is no local header") { $0.items[0].localSignature = 0x0403_4B51 },
    Case("another name", .zipDamaged, "its name in the local header") { $0.items[0].localName = Array("b.csv".utf8) },
    Case("other flags", .zipDamaged, "its flags") { $0.items[0].localFlags = 1 },
    Case("another method", .zipDamaged, "its method") { $0.items[0].localMethod = 0 },
    Case("another checksum", .zipDamaged, "its checksum is 1 in the local header") { $0.items[0].localCRC = 1 },
    Case("another packed size", .zipDamaged, "its packed size is 1") { $0.items[0].localCompressed = 1 },
    Case("another unpacked size", .zipDamaged, "its unpacked size is 1") { $0.items[0].localUncompressed = 1 },
    Case("no sizes without a descriptor", .zipDamaged, "its unpacked size is 0") {
      $0.items[0].localUncompressed = 0
      $0.items[0].localCompressed = 0
    },
    Case("local extra field cut short", .zipDamaged, "extra fields of its local header") {
      $0.items[0].localExtra = [1, 2, 9, 0]
    },
    Case("points behind the end", .zipDamaged, "behind the end") { $0.items[0].offset = 1_000_000 },
    Case("points at the directory", .zipOverlap, "reaches into the directory") {
      $0.items[0].offset = UInt64($0.build().count - 60)
    },
    Case("data reaches into the directory", .zipOverlap, "reaches into the directory") {
      $0.items[0].compressed = 5_000
    },
    Case("name reaches into the directory", .zipOverlap, file: "b.csv", "reaches into the directory") {
      $0.items[1].offset = UInt64($0.local.count)
      $0.beforeDirectory = Array($0.local.prefix(30))  // a local header without the name that it announces
    },
    Case("descriptor with another checksum", .zipDamaged, "descriptor") {
      $0.stream { _, compressed, uncompressed in le(UInt32(1)) + le(compressed) + le(uncompressed) }
    },
    Case("descriptor with another size", .zipDamaged, "descriptor") { $0.stream { $0 + le($1 + 1) + le($2) } },
    Case("no descriptor", .zipDamaged, "descriptor") { $0.stream { _, _, _ in [] } },
    Case("streamed, and yet another size in front", .zipDamaged, "its unpacked size is 3") {
      $0.stream { $0 + le($1) + le($2) }
      $0.items[0].localUncompressed = 3
    },
  ]

  static let directories = [
    Case("bytes before the zip", .zipDamaged, file: "data.zip", "bytes are missing or were put before") { zip in
      let shift = 100
      zip.directoryOffset = UInt64(zip.local.count)
      zip.prefix = [UInt8](repeating: 0x20, count: shift)
    },
    Case("bytes before the first entry, offsets right", .zipDamaged, file: "data.zip", "100 bytes stand before") {
      $0.prefix = [UInt8](repeating: 0x20, count: 100)
    },
    Case("bytes behind the end", .zipDamaged, file: "data.zip", "does not reach exactly to the end") {
      $0.suffix = [0]
    },
    Case("comment cut short", .zipDamaged, file: "data.zip", "does not reach exactly to the end") {
      $0.comment = Array("abc".utf8)
      $0.suffix = []
      $0.cutsLastByte = true
    },
    Case("a second end record in the comment", .zipDamaged, file: "data.zip", "more than one record") {
      $0.comment = ZipBuilder().build()
    },
    Case("an end record in the comment that leads nowhere", .zipDamaged, file: "data.zip", "more than one record") {
      $0.comment = Array("PK\u{5}\u{6}".utf8)
    },
    Case("more entries declared than there are", .zipDamaged, file: "data.zip", "entry 3 of the 3") {
      $0.entryCount = 3
    },
    Case("fewer entries declared than there are", .zipDamaged, file: "data.zip", "bytes more than its 1 entries") {
      $0.entryCount = 1
    },
    Case("entries without signature", .zipDamaged, file: "data.zip", "entry 1 of the 2") { $0.directorySignature = 0 },
    Case("directory elsewhere", .zipDamaged, file: "data.zip", "does not end at byte") { $0.directoryOffset = 3 },
    Case("directory of another size", .zipDamaged, file: "data.zip", "does not end at byte") { $0.directorySize = 3 },
    Case("one disk of several", .zipDamaged, file: "data.zip", "split over several files") { $0.disk = 1 },
    Case("some entries on other disks", .zipDamaged, file: "data.zip", "split over several files") {
      $0.entriesOnDisk = 1
    },
    Case("a zip64 record of another disk", .zipDamaged, file: "data.zip", "split over several files") {
      $0.isZip64 = true
      $0.locatorDisks = 2
    },
    Case("a zip64 locator that leads elsewhere", .zipDamaged, file: "data.zip", "where no record is") {
      $0.isZip64 = true
      $0.locatorOffset = 3
    },
    Case("a zip64 locator that leads behind the end", .zipDamaged, file: "data.zip", "where no record can be") {
      $0.isZip64 = true
      $0.locatorOffset = .max
    },
    Case("a zip64 record of another length", .zipDamaged, file: "data.zip", "where no record is") {
      $0.isZip64 = true
      $0.zip64RecordSize = 43
    },
    Case("a zip64 record that disagrees", .zipDamaged, file: "data.zip", "disagree") {
      $0.isZip64 = true
      $0.shortEntryCount = 1
    },
    Case("a zip64 offset beyond the file", .zipDamaged, file: "data.zip", "does not end at byte") {
      $0.isZip64 = true
      $0.directoryOffset = .max
    },
  ]

  static let contents = [
    Case("checksum is wrong", .zipDamaged, "its checksum is") { $0.items[0].crc = 1 },
    Case("checksum of a stored entry is wrong", .zipDamaged, "the directory says 00000001") {
      $0.items[0].method = 0
      $0.items[0].crc = 1
    },
    Case("not deflate", .zipDamaged, "its packed data is damaged behind byte 0 of 25") {
      $0.items[0].packed = [0xFF, 0xFF, 0xFF, 0xFF]
    },
    Case("deflate that ends early", .zipDamaged, "its packed data ends after") {
      $0.items[0].packed = Array($0.items[0].packedBytes.dropLast(3))
    },
    Case("no packed data at all", .zipDamaged, "its packed data ends after 0 of 25") { $0.items[0].packed = [] },
    Case("bytes behind the deflate stream", .zipDamaged, "its packed data ends 2 bytes before") {
      $0.items[0].packed = $0.items[0].packedBytes + [0, 0]
    },
    Case("more comes out than declared", .zipDamaged, "more comes out of it than the 5 bytes") {
      $0.items[0].uncompressed = 5
    },
    Case("less comes out than declared", .zipDamaged, "25 bytes came out of it; it declares 26") {
      $0.items[0].uncompressed = 26
    },
  ]

  @Test("by the name of what is wrong", arguments: headers + localHeaders + directories + contents)
  func refuses(_ example: Case) throws {
    var zip = ZipBuilder(Item("a.csv", "one,two,three,four,five\n\n"), Item("b.csv", "beta"))
    #expect(try refusal(zip.build()) == nil)
    example.change(&zip)
    let finding = try refusal(zip.built())
    #expect(finding?.code == example.code, "\(finding?.message ?? "not refused")")
    #expect(finding?.file == example.file)
    #expect(finding?.message.contains(example.says) == true, "\(finding?.message ?? "not refused")")
    #expect(finding?.severity == .error)
    #expect(finding?.fix.isEmpty == false)
  }

  @Test(
    "names that lead elsewhere, or are no names",
    arguments: [
      ("/etc/passwd", "an absolute path"), ("../ratings.csv", "'..' as a part"), ("a/../../b", "'..' as a part"),
      ("a/..", "'..' as a part"), ("./a.csv", "'.' as a part"), ("a//b.csv", "an empty part"), ("a//", "an empty part"),
      ("C:\\data.csv", "a backslash"), ("C:data.csv", "a drive letter"), ("z:/x", "a drive letter"),
      ("a\\b.csv", "a backslash"), ("a\u{0}.csv", "a control character"), ("a\n.csv", "a control character"),
      ("a\u{7F}.csv", "a control character"), ("a\u{85}.csv", "a control character"), ("", "which is empty"),
      ("/", "an absolute path"), (String(repeating: "x", count: 1025), "longer than 1024 bytes"),
    ])
  func unsafeNames(_ name: String, _ says: String) throws {
    let finding = try refusal(ZipBuilder(Item(name, "")).build())
    #expect(finding?.code == .zipUnsafeName)
    #expect(finding?.message.contains(says) == true, "\(finding?.message ?? "not refused")")
    #expect(finding?.message.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control } == true)
  }

  @Test("a name that is marked as UTF-8 and is not")
  func nameNotUTF8() throws {
    var item = Item("")
    item.name = [0x47, 0x72, 0x94]
    item.flags = 1 << 11
    #expect(try refusal(ZipBuilder(item).build())?.code == .zipUnsafeName)
  }

  @Test("an entry that lies within the data of another")
  func nested() throws {
    var zip = ZipBuilder(Item("a.csv", stored: true), Item("b.csv", "beta", stored: true))
    zip.items[0].content = ZipBuilder(zip.items[1]).local
    zip.items[1].offset = 30 + 5  // behind the header and the name of a.csv
    let finding = try refusal(zip.build())
    #expect(finding?.code == .zipOverlap)
    #expect(finding?.file == "b.csv")
    #expect(finding?.message.hasPrefix("it shares bytes with a.csv") == true)
  }

  @Test("two entries that share all their bytes")
  func sameBytes() throws {
    var zip = ZipBuilder(Item("a.csv"), Item("a.csv"))
    zip.items[1].offset = 0
    #expect(try refusal(zip.build())?.code == .zipDuplicateEntry)
    zip.items[1].name = Array("b.csv".utf8)
    #expect(try refusal(zip.build())?.code == .zipDamaged)  // one local header has one name
  }

  @Test("files that are no zips, by what they are")
  func notAZip() throws {
    let cases: [([UInt8], FindingCode, String)] = [
      ([], .notAZip, "the file is empty"), (Array("id,title\n".utf8), .notAZip, "have no zip directory"),
      (Array(repeating: 0x20, count: 100_000), .notAZip, "the 100000 bytes have no zip directory"),
      ([0x1F, 0x8B] + [UInt8](repeating: 0, count: 40), .notAZip, "it looks like a gzip file"),
      (Array("<html>".utf8), .notAZip, "it looks like an HTML or XML page"),
      (Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 40), .zipDamaged, "no directory at its end"),
    ]
    for (bytes, code, says) in cases {
      let finding = try refusal(bytes)
      #expect(finding?.code == code)
      #expect(finding?.message.contains(says) == true, "\(finding?.message ?? "not refused")")
      #expect(finding?.file == "data.zip")
    }
  }
}

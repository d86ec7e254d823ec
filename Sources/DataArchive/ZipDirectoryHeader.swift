import Domain

/// One entry of the directory, checked for what can be told from it alone.
struct ZipDirectoryHeader {
  static let signature: [UInt8] = [0x50, 0x4B, 0x01, 0x02]
  static let fixedSize = 46

  let nameBytes: [UInt8]
  let name: String
  let flags: UInt16
  let method: ZipEntry.Method
  let crc32: UInt32
  let compressedBytes: Int64
  let uncompressedBytes: Int64
  let localOffset: Int64

  var isFolder: Bool { name.utf8.last == UInt8(ascii: "/") }
  /// The sizes stand behind the data, because the program that wrote it did not know them before.
  var hasDescriptor: Bool { flags & 1 << 3 != 0 }

  /// `variable` is the name and the extra field that follow the fixed part; the comment is of no interest.
  init(fixed: [UInt8], variable: [UInt8]) throws {
    nameBytes = Array(variable[..<Int(fixed.uint16(at: 28))])
    flags = fixed.uint16(at: 8)
    let name = try ZipNameCheck.name(of: nameBytes, isMarkedUTF8: flags & 1 << 11 != 0)
    self.name = name

    try Self.refuseEncryption(flags, entry: name)
    let number = fixed.uint16(at: 10)
    guard let method = ZipEntry.Method(rawValue: number), flags & 1 << 5 == 0 else {
      throw ArchiveRefusal(
        .zipMethodUnsupported, entry: name,
        "it is compressed with \(Self.methodNames[number] ?? "method \(number)"); only STORED and DEFLATE are read")
    }
    self.method = method
    try Self.refuseLinks(mode: fixed.uint32(at: 38) >> 16, entry: name)

    guard let extra = ZipExtraFields(Array(variable[nameBytes.count...])),
      let sizes = extra.resolve([fixed.uint32(at: 24), fixed.uint32(at: 20), fixed.uint32(at: 42)])
    else { throw ArchiveRefusal(.zipDamaged, entry: name, "the extra fields of its directory entry are malformed") }
    try Self.check(unicodePath: extra.unicodePath, against: nameBytes, entry: name)
    guard fixed.uint16(at: 34) == 0 else {
      throw ArchiveRefusal(
        .zipDamaged, entry: name, "it lies in another part of a zip that was split over several files",
        fix: "Make one zip of all files and upload that.")
    }
    guard let uncompressed = Int64(exactly: sizes[0]), let compressed = Int64(exactly: sizes[1]),
      let offset = Int64(exactly: sizes[2])
    else { throw ArchiveRefusal(.zipDamaged, entry: name, "a size or offset of its directory entry exceeds 63 bits") }
    crc32 = fixed.uint32(at: 16)
    compressedBytes = compressed
    uncompressedBytes = uncompressed
    localOffset = offset
    if method == .stored, compressed != uncompressed {
      throw ArchiveRefusal(
        .zipDamaged, entry: name, "it is stored, yet declares \(compressed) bytes packed and \(uncompressed) unpacked")
    }
    if isFolder, uncompressed != 0 {
      throw ArchiveRefusal(.zipDamaged, entry: name, "it is a folder, yet declares \(uncompressed) bytes of content")
    }
  }

  /// A second name in UTF-8 must be the same one: programs differ in which of them they use.
  static func check(unicodePath: [UInt8]?, against name: [UInt8], entry: String) throws(ArchiveRefusal) {
    guard let unicodePath, unicodePath != name else { return }
    let second = FindingValue.shown(String(decoding: unicodePath, as: UTF8.self))
    throw ArchiveRefusal(.zipUnsafeName, entry: entry, "it has a second, different name, '\(second)'")
  }

  private static func refuseEncryption(_ flags: UInt16, entry name: String) throws(ArchiveRefusal) {
    if flags & (1 << 0 | 1 << 6) != 0 { throw ArchiveRefusal(.zipEncrypted, entry: name, "it is encrypted") }
    if flags & 1 << 13 != 0 {
      throw ArchiveRefusal(.zipEncrypted, entry: name, "the directory of the zip is encrypted")
    }
  }

  /// `mode` is that of Unix, which most programs write, whatever system they say they ran on.
  private static func refuseLinks(mode: UInt32, entry name: String) throws(ArchiveRefusal) {
    switch mode & 0o170000 {
    case 0o120000: throw ArchiveRefusal(.zipSymlink, entry: name, "it is a symbolic link, not a file")
    case 0, 0o100000, 0o040000: break
    default: throw ArchiveRefusal(.zipSymlink, entry: name, "it is a device, pipe or socket, not a file")
    }
  }

  private static let methodNames: [UInt16: String] = [
    1: "Shrink", 6: "Implode", 9: "Deflate64", 12: "bzip2", 14: "LZMA", 93: "zstd", 95: "xz", 98: "PPMd",
    99: "AES encryption",
  ]
}

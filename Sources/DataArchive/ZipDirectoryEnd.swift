import Domain

/// Where the directory of a zip lies, as the records at the end of the file say.
struct ZipDirectoryEnd {
  let entryCount: UInt64
  let offset: Int64
  /// Where the directory ends and the records at the end begin.
  let end: Int64

  private static let signature: [UInt8] = [0x50, 0x4B, 0x05, 0x06]
  private static let size = 22
  private static let locatorSize = 20
  private static let zip64Size = 56

  /// Finds the one end-of-directory record whose comment reaches exactly to the end of the file, and the zip64 record
  /// before it if there is one.
  static func find(in file: ReadOnlyFile) throws -> ZipDirectoryEnd {
    guard file.size >= size else { throw try notAZip(file) }
    let tailSize = Int(min(file.size, Int64(size + 0xFFFF)))
    let tailOffset = file.size - Int64(tailSize)
    let tail = try file.bytes(at: tailOffset, count: tailSize)
    let places = (0...(tailSize - 4)).filter { tail[$0] == signature[0] && tail[$0..<$0 + 4].elementsEqual(signature) }
    guard let lastPlace = places.last else { throw try notAZip(file) }
    let exact = places.filter { $0 + size <= tailSize && $0 + size + Int(tail.uint16(at: $0 + 20)) == tailSize }
    guard let at = exact.first else {
      throw ArchiveRefusal(
        .zipDamaged,
        "the record at the end of its directory, at byte \(tailOffset + Int64(lastPlace)), does not reach exactly to "
          + "the end of the file at byte \(file.size)")
    }
    // A second record, in the comment of the first or with it in its own comment: programs differ in which they take.
    guard exact.count == 1, at == lastPlace else {
      throw ArchiveRefusal(.zipDamaged, "it has more than one record for the end of its directory")
    }
    return try ZipDirectoryEnd(record: Array(tail[at..<at + size]), at: tailOffset + Int64(at), file: file)
  }

  private init(record: [UInt8], at position: Int64, file: ReadOnlyFile) throws {
    // Disk number, disk of the directory, entries on this disk, entries, size, offset.
    let short: [(value: UInt64, saturated: UInt64)] = [
      (UInt64(record.uint16(at: 4)), 0xFFFF), (UInt64(record.uint16(at: 6)), 0xFFFF),
      (UInt64(record.uint16(at: 8)), 0xFFFF), (UInt64(record.uint16(at: 10)), 0xFFFF),
      (UInt64(record.uint32(at: 12)), 0xFFFF_FFFF), (UInt64(record.uint32(at: 16)), 0xFFFF_FFFF),
    ]
    var values = short.map(\.value)
    var end = position
    if let zip64 = try Self.zip64Record(before: position, in: file) {
      end = zip64.position
      for (index, field) in short.enumerated() {
        guard field.value == field.saturated || field.value == zip64.values[index] else {
          throw ArchiveRefusal(
            .zipDamaged, "its two records for the end of the directory disagree: \(field.value), \(zip64.values[index])"
          )
        }
      }
      values = zip64.values
    }
    guard values[0] == 0, values[1] == 0, values[2] == values[3] else {
      throw ArchiveRefusal(
        .zipDamaged, "it is one part of a zip that was split over several files",
        fix: "Make one zip of all files and upload that.")
    }
    guard values[4] <= UInt64(end), values[5] <= UInt64(end), values[4] + values[5] == UInt64(end) else {
      throw ArchiveRefusal(
        .zipDamaged,
        "its directory of \(values[4]) bytes at byte \(values[5]) does not end at byte \(end), where the record of its "
          + "end is: bytes are missing or were put before the zip")
    }
    entryCount = values[3]
    offset = Int64(values[5])
    self.end = end
  }

  /// The six fields of the zip64 record, if the locator that leads to it lies before `position`.
  private static func zip64Record(
    before position: Int64, in file: ReadOnlyFile
  ) throws -> (values: [UInt64], position: Int64)? {
    let locatorAt = position - Int64(locatorSize)
    guard locatorAt >= 0 else { return nil }
    let locator = try file.bytes(at: locatorAt, count: locatorSize)
    guard locator.starts(with: [0x50, 0x4B, 0x06, 0x07]) else { return nil }
    let recordAt = locator.uint64(at: 8)
    guard locator.uint32(at: 4) == 0, locator.uint32(at: 16) == 1 else {
      throw ArchiveRefusal(
        .zipDamaged, "it is one part of a zip that was split over several files",
        fix: "Make one zip of all files and upload that.")
    }
    guard locatorAt >= Int64(zip64Size), recordAt <= UInt64(locatorAt - Int64(zip64Size)) else {
      throw ArchiveRefusal(.zipDamaged, "its zip64 locator points at byte \(recordAt), where no record can be")
    }
    let record = try file.bytes(at: Int64(recordAt), count: zip64Size)
    // The size counts what follows it, and there may be private data behind the fixed part.
    guard record.starts(with: [0x50, 0x4B, 0x06, 0x06]), record.uint64(at: 4) == UInt64(locatorAt) - recordAt - 12
    else { throw ArchiveRefusal(.zipDamaged, "its zip64 locator points at byte \(recordAt), where no record is") }
    return (
      [
        UInt64(record.uint32(at: 16)), UInt64(record.uint32(at: 20)), record.uint64(at: 24), record.uint64(at: 32),
        record.uint64(at: 40), record.uint64(at: 48),
      ],
      Int64(recordAt)
    )
  }

  /// Says what the file is instead, as far as its first bytes tell.
  private static func notAZip(_ file: ReadOnlyFile) throws -> ArchiveRefusal {
    guard file.size > 0 else { return ArchiveRefusal(.notAZip, "the file is empty") }
    let start = try file.bytes(at: 0, count: Int(min(file.size, 8)))
    if start.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return ArchiveRefusal(
        .zipDamaged, "it starts as a zip but has no directory at its end: the \(file.size) bytes are not all of it")
    }
    let kinds: [(start: [UInt8], what: String)] = [
      ([0x1F, 0x8B], "a gzip file"), ([0x37, 0x7A, 0xBC, 0xAF], "a 7z archive"), (Array("Rar!".utf8), "a RAR archive"),
      ([0xFD, 0x37, 0x7A, 0x58, 0x5A], "an xz file"), ([0x28, 0xB5, 0x2F, 0xFD], "a zstd file"),
      (Array("<".utf8), "an HTML or XML page"), (Array("%PDF".utf8), "a PDF"),
    ]
    let what = kinds.first { start.starts(with: $0.start) }?.what
    return ArchiveRefusal(
      .notAZip,
      "the \(file.size) bytes have no zip directory at their end" + (what.map { ": it looks like \($0)" } ?? ""))
  }
}

import Domain

/// Reads the whole directory and checks it against itself, the local headers and the limits.
enum ZipDirectory {
  /// The files in directory order, folders left out.
  static func read(_ file: ReadOnlyFile, limits: ArchiveLimits) throws -> [ZipEntry] {
    let directory = try ZipDirectoryEnd.find(in: file)
    guard directory.entryCount <= UInt64(max(0, limits.maxEntries)) else {
      throw ArchiveRefusal(
        .zipTooManyEntries, "it has \(directory.entryCount) entries; at most \(limits.maxEntries) are accepted")
    }
    let headers = try readHeaders(file, directory)
    try refuseDuplicates(headers)
    try check(headers, against: limits)
    let locals = try headers.map { try ZipLocalHeader(of: $0, in: file, before: directory.offset) }
    try refuseOverlaps(headers, locals, directoryOffset: directory.offset)
    return zip(headers, locals).compactMap { header, local in
      guard !header.isFolder else { return nil }
      return ZipEntry(
        name: header.name, method: header.method, compressedBytes: header.compressedBytes,
        uncompressedBytes: header.uncompressedBytes, crc32: header.crc32, dataOffset: local.dataOffset)
    }
  }

  private static func readHeaders(_ file: ReadOnlyFile, _ directory: ZipDirectoryEnd) throws -> [ZipDirectoryHeader] {
    var headers: [ZipDirectoryHeader] = []
    var at = directory.offset
    for number in 1...max(1, directory.entryCount) where directory.entryCount > 0 {
      let damaged = ArchiveRefusal(
        .zipDamaged, "entry \(number) of the \(directory.entryCount) in its directory is not at byte \(at)")
      guard directory.end - at >= Int64(ZipDirectoryHeader.fixedSize) else { throw damaged }
      let fixed = try file.bytes(at: at, count: ZipDirectoryHeader.fixedSize)
      guard fixed.starts(with: ZipDirectoryHeader.signature) else { throw damaged }
      at += Int64(ZipDirectoryHeader.fixedSize)
      let variableCount = Int(fixed.uint16(at: 28)) + Int(fixed.uint16(at: 30))
      let commentCount = Int(fixed.uint16(at: 32))
      guard directory.end - at >= Int64(variableCount + commentCount) else { throw damaged }
      headers.append(try ZipDirectoryHeader(fixed: fixed, variable: try file.bytes(at: at, count: variableCount)))
      at += Int64(variableCount + commentCount)
    }
    guard at == directory.end else {
      throw ArchiveRefusal(
        .zipDamaged,
        "its directory has \(directory.end - at) bytes more than its \(directory.entryCount) entries fill")
    }
    return headers
  }

  private static func refuseDuplicates(_ headers: [ZipDirectoryHeader]) throws {
    var names: Set<String> = []
    for header in headers where !names.insert(header.name).inserted {
      throw ArchiveRefusal(.zipDuplicateEntry, entry: header.name, "the zip has more than one entry of this name")
    }
  }

  /// What the entries declare. While one is read, it is held to what it declared.
  private static func check(_ headers: [ZipDirectoryHeader], against limits: ArchiveLimits) throws {
    var packed: Int64 = 0
    var unpacked: Int64 = 0
    for header in headers {
      try checkRatio(header.uncompressedBytes, of: header.compressedBytes, limits, entry: header.name)
      let (sum, overflow) = unpacked.addingReportingOverflow(header.uncompressedBytes)
      guard !overflow, sum <= limits.maxUnpackedBytes else {
        throw ArchiveRefusal(
          .zipTooLarge, entry: header.name,
          "with its \(header.uncompressedBytes) bytes the zip would unpack to more than the "
            + "\(limits.maxUnpackedBytes) that are accepted")
      }
      unpacked = sum
      packed = packed.addingReportingOverflow(header.compressedBytes).partialValue
    }
    try checkRatio(unpacked, of: packed, limits, entry: nil)
  }

  private static func checkRatio(
    _ unpacked: Int64, of packed: Int64, _ limits: ArchiveLimits, entry: String?
  ) throws(ArchiveRefusal) {
    guard unpacked > limits.ratioFreeBytes, Double(unpacked) > Double(packed) * Double(limits.maxRatio) else { return }
    throw ArchiveRefusal(
      .zipRatioTooHigh, entry: entry,
      "\(packed) packed bytes would become \(unpacked); at most \(limits.maxRatio) for one are accepted beyond the first "
        + "\(limits.ratioFreeBytes)")
  }

  /// Every byte belongs to one entry at most, the first entry starts the file, and the directory is behind the last.
  private static func refuseOverlaps(
    _ headers: [ZipDirectoryHeader], _ locals: [ZipLocalHeader], directoryOffset: Int64
  ) throws {
    let extents = zip(headers, locals).map { (header: $0, end: $1.end) }
      .sorted { ($0.header.localOffset, $0.end) < ($1.header.localOffset, $1.end) }
    let first = extents.first?.header.localOffset ?? directoryOffset
    guard first == 0 else {
      throw ArchiveRefusal(.zipDamaged, "\(first) bytes stand before its first entry")
    }
    for (one, next) in zip(extents, extents.dropFirst()) where one.end > next.header.localOffset {
      throw ArchiveRefusal(
        .zipOverlap, entry: next.header.name, "it shares bytes with \(one.header.name), which ends at byte \(one.end)")
    }
  }
}

import Domain

/// The header before an entry's data, which must say the same as the directory.
struct ZipLocalHeader {
  private static let fixedSize = 30

  /// Offset of the first packed byte.
  let dataOffset: Int64
  /// Behind the data, and behind the descriptor if there is one.
  let end: Int64

  /// Reads and compares; `limit` is where the directory starts.
  init(of header: ZipDirectoryHeader, in file: ReadOnlyFile, before limit: Int64) throws {
    func damaged(_ message: String) -> ArchiveRefusal { ArchiveRefusal(.zipDamaged, entry: header.name, message) }
    func overlap() -> ArchiveRefusal {
      ArchiveRefusal(.zipOverlap, entry: header.name, "its data reaches into the directory at byte \(limit)")
    }

    let start = header.localOffset
    guard start < file.size else { throw damaged("its directory entry points at byte \(start), behind the end") }
    guard limit - start >= Int64(Self.fixedSize) else { throw overlap() }
    let fixed = try file.bytes(at: start, count: Self.fixedSize)
    guard fixed.starts(with: [0x50, 0x4B, 0x03, 0x04]) else {
      throw damaged("there is no local header at byte \(start), where its directory entry points")
    }
    let nameCount = Int(fixed.uint16(at: 26))
    let variableCount = nameCount + Int(fixed.uint16(at: 28))
    dataOffset = start + Int64(Self.fixedSize + variableCount)
    guard dataOffset <= limit else { throw overlap() }
    let variable = try file.bytes(at: start + Int64(Self.fixedSize), count: variableCount)

    guard Array(variable[..<nameCount]) == header.nameBytes else {
      throw damaged("its name in the local header differs from that in the directory")
    }
    guard fixed.uint16(at: 6) == header.flags else {
      throw damaged("its flags in the local header differ from those in the directory")
    }
    guard fixed.uint16(at: 8) == header.method.rawValue else {
      throw damaged("its method in the local header differs from that in the directory")
    }
    guard let extra = ZipExtraFields(Array(variable[nameCount...])),
      let sizes = extra.resolve([fixed.uint32(at: 22), fixed.uint32(at: 18)])
    else { throw damaged("the extra fields of its local header are malformed") }
    try ZipDirectoryHeader.check(unicodePath: extra.unicodePath, against: header.nameBytes, entry: header.name)

    // With a descriptor behind the data the three may be left zero here.
    let pairs = [
      ("checksum", UInt64(fixed.uint32(at: 14)), UInt64(header.crc32)),
      ("unpacked size", sizes[0], UInt64(header.uncompressedBytes)),
      ("packed size", sizes[1], UInt64(header.compressedBytes)),
    ]
    for (what, local, directory) in pairs where local != directory && !(header.hasDescriptor && local == 0) {
      throw damaged("its \(what) is \(local) in the local header and \(directory) in the directory")
    }

    guard header.compressedBytes <= limit - dataOffset else { throw overlap() }
    let dataEnd = dataOffset + header.compressedBytes
    guard header.hasDescriptor else {
      end = dataEnd
      return
    }
    let behind = try file.bytes(at: dataEnd, count: Int(min(24, limit - dataEnd)))
    guard let descriptor = Self.descriptors(of: header).first(where: behind.starts(with:)) else {
      throw damaged("the descriptor behind its data differs from the directory")
    }
    end = dataEnd + Int64(descriptor.count)
  }

  /// The forms in which programs write it, longest first: sizes of 64 or 32 bits, with or without a signature.
  private static func descriptors(of header: ZipDirectoryHeader) -> [[UInt8]] {
    var long: [UInt8] = []
    long.append(littleEndian: header.crc32)
    var short: [UInt8]? = long
    long.append(littleEndian: header.compressedBytes)
    long.append(littleEndian: header.uncompressedBytes)
    if let compressed = UInt32(exactly: header.compressedBytes),
      let uncompressed = UInt32(exactly: header.uncompressedBytes)
    {
      short?.append(littleEndian: compressed)
      short?.append(littleEndian: uncompressed)
    } else {
      short = nil
    }
    let signature: [UInt8] = [0x50, 0x4B, 0x07, 0x08]
    return [signature + long, long, short.map { signature + $0 }, short].compactMap(\.self)
  }
}

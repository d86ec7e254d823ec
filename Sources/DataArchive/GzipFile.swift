import Domain

/// A gzip file that we keep, of one member or several.
///
/// It was checked when it was made: damage is our failure, a `BoxOfficeError` with code `kept-file-damaged`.
package struct GzipFile: Sendable {
  package static let damageCode = "kept-file-damaged"

  private let file: ReadOnlyFile

  package init(path: String) throws { file = try ReadOnlyFile(path: path) }

  /// Hands the unpacked bytes to `body`, in order, in blocks of 1 MiB (the last one shorter); see `ZipArchive.read`.
  package func read(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try ReadAhead.run(GzipReader(file), body)
  }
}

/// Unpacks the members of a gzip file one after another, and checks size and CRC of each.
private final class GzipReader: BlockProducer {
  private let file: ReadOnlyFile
  /// The member that is being read, if one is.
  private var member: Inflater?
  /// Where the next member starts.
  private var next: Int64 = 0

  init(_ file: ReadOnlyFile) { self.file = file }

  func fill(_ block: UnsafeMutableRawBufferPointer) throws -> Int {
    var count = 0
    while count < block.count {
      if member == nil {
        guard next < file.size || next == 0 else { break }
        member = Inflater(file, try streamStart()..<file.size)
      }
      guard let member else { break }
      do {
        count += try member.fill(UnsafeMutableRawBufferPointer(rebasing: block[count...]))
      } catch Inflater.Fault.malformed(let bytes) {
        throw damaged("its packed data is damaged behind byte \(bytes)")
      } catch Inflater.Fault.endsEarly(let bytes) {
        throw damaged("it ends after \(bytes) bytes")
      }
      if member.hasEnded {
        try checkTrailer(of: member)
        self.member = nil
      }
    }
    return count
  }

  /// Reads a member's header (RFC 1952 section 2.3) and returns the offset of its deflate stream.
  private func streamStart() throws -> Int64 {
    guard file.size - next >= 18 else { throw damaged("it ends in the header of a member") }
    let fixed = try file.bytes(at: next, count: 10)
    guard fixed.starts(with: [0x1F, 0x8B, 8]), fixed[3] & 0xE0 == 0 else {
      throw damaged("there is no gzip member at byte \(next)")
    }
    let flags = fixed[3]
    var at = next + 10
    if flags & 4 != 0 { at += 2 + Int64(try bytes(at: at, count: 2).uint16(at: 0)) }  // extra field
    if flags & 8 != 0 { at = try endOfText(at) }  // name
    if flags & 16 != 0 { at = try endOfText(at) }  // comment
    if flags & 2 != 0 { at += 2 }  // CRC of the header
    guard at <= file.size else { throw damaged("it ends in the header of a member") }
    return at
  }

  private func bytes(at offset: Int64, count: Int) throws -> [UInt8] {
    guard file.size - offset >= Int64(count) else { throw damaged("it ends in the header of a member") }
    return try file.bytes(at: offset, count: count)
  }

  /// Behind the NUL of a text of the header.
  private func endOfText(_ start: Int64) throws -> Int64 {
    var at = start
    while at < file.size {
      let piece = try file.bytes(at: at, count: Int(min(256, file.size - at)))
      if let end = piece.firstIndex(of: 0) { return at + Int64(end) + 1 }
      at += Int64(piece.count)
    }
    throw damaged("it ends in the header of a member")
  }

  private func checkTrailer(of member: Inflater) throws {
    let end = member.streamEnd
    guard file.size - end >= 8 else { throw damaged("it ends before the checksum of a member") }
    let trailer = try file.bytes(at: end, count: 8)
    guard trailer.uint32(at: 0) == member.crc32 else { throw damaged("its checksum is wrong") }
    guard trailer.uint32(at: 4) == UInt32(truncatingIfNeeded: member.producedBytes) else {
      throw damaged("its size is not the one that it declares")
    }
    next = end + 8
  }

  private func damaged(_ message: String) -> BoxOfficeError {
    BoxOfficeError(
      code: GzipFile.damageCode,
      message: "the kept file \(file.path) is damaged: \(message); restore it from a backup, or send the delivery again"
    )
  }
}

import CISAL
import Domain

/// Unpacks one entry of a zip and holds it to what the directory says of it.
final class ZipEntryReader: BlockProducer {
  private let entry: ZipEntry
  private let file: ReadOnlyFile
  /// nil for a stored entry.
  private let inflater: Inflater?
  private var produced: Int64 = 0
  private var crc: UInt32 = 0
  private var hasEnded = false

  init(_ entry: ZipEntry, in file: ReadOnlyFile) {
    self.entry = entry
    self.file = file
    let range = entry.dataOffset..<(entry.dataOffset + entry.compressedBytes)
    inflater = entry.method == .deflated ? Inflater(file, range) : nil
  }

  func fill(_ block: UnsafeMutableRawBufferPointer) throws -> Int {
    guard !hasEnded else { return 0 }
    let count = try inflater.map { try inflate(block, with: $0) } ?? copy(block)
    produced += Int64(count)
    guard produced <= entry.uncompressedBytes else {
      throw damaged("more comes out of it than the \(entry.uncompressedBytes) bytes that it declares")
    }
    if count < block.count {
      hasEnded = true
      try checkEnd()
    }
    return count
  }

  private func inflate(_ block: UnsafeMutableRawBufferPointer, with inflater: Inflater) throws -> Int {
    do {
      let count = try inflater.fill(block)
      crc = inflater.crc32
      return count
    } catch Inflater.Fault.malformed(let count) {
      throw damaged("its packed data is damaged behind byte \(count) of \(entry.uncompressedBytes)")
    } catch Inflater.Fault.endsEarly(let count) {
      throw damaged("its packed data ends after \(count) of \(entry.uncompressedBytes) bytes")
    }
  }

  private func copy(_ block: UnsafeMutableRawBufferPointer) throws -> Int {
    let count = Int(min(Int64(block.count), entry.uncompressedBytes - produced))
    try file.read(UnsafeMutableRawBufferPointer(rebasing: block[..<count]), at: entry.dataOffset + produced)
    crc = crc32_gzip_refl(crc, block.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(count))
    return count
  }

  private func checkEnd() throws {
    guard produced == entry.uncompressedBytes else {
      throw damaged("\(produced) bytes came out of it; it declares \(entry.uncompressedBytes)")
    }
    guard crc == entry.crc32 else {
      throw damaged("its checksum is \(hex(crc)); the directory says \(hex(entry.crc32))")
    }
    if let inflater, inflater.streamEnd != entry.dataOffset + entry.compressedBytes {
      let unused = entry.dataOffset + entry.compressedBytes - inflater.streamEnd
      throw damaged("its packed data ends \(unused) bytes before the \(entry.compressedBytes) that it declares")
    }
  }

  private func damaged(_ message: String) -> ArchiveRefusal { ArchiveRefusal(.zipDamaged, entry: entry.name, message) }

  private func hex(_ crc: UInt32) -> String {
    let digits = String(crc, radix: 16)
    return String(repeating: "0", count: 8 - digits.count) + digits
  }
}

import CISAL
import Domain

/// A raw deflate stream in a file, unpacked piece by piece with its CRC-32.
///
/// ISA-L's own counters have 32 bits; it is given pieces of 1 MiB and the totals are kept here. Large pieces matter: each
/// call copies the 32 KiB window twice.
final class Inflater {
  /// Why a stream cannot be unpacked.
  enum Fault: Error {
    /// Not a deflate stream, at some byte of what comes out.
    case malformed(afterBytes: Int64)
    /// The packed bytes end before the stream does.
    case endsEarly(afterBytes: Int64)
  }

  private static let pieceSize = 1 << 20

  private let file: ReadOnlyFile
  private let state: UnsafeMutablePointer<inflate_state>
  private let piece: UnsafeMutableRawBufferPointer
  /// The next byte of the file that goes to ISA-L, and where the packed bytes end.
  private var nextByte: Int64
  private let end: Int64

  private(set) var producedBytes: Int64 = 0

  /// `range` may end behind the stream; `streamEnd` tells where it ended.
  init(_ file: ReadOnlyFile, _ range: Range<Int64>) {
    self.file = file
    nextByte = range.lowerBound
    end = range.upperBound
    state = .allocate(capacity: 1)
    piece = .allocate(byteCount: Self.pieceSize, alignment: 64)
    isal_inflate_init(state)
    state.pointee.crc_flag = UInt32(ISAL_GZIP_NO_HDR)  // a raw stream, with the CRC of gzip, which is that of zip
  }

  deinit {
    state.deallocate()
    piece.deallocate()
  }

  /// The CRC-32 of what came out so far.
  var crc32: UInt32 { state.pointee.crc }

  var hasEnded: Bool { state.pointee.block_state == ISAL_BLOCK_FINISH }

  /// The offset in the file behind the stream, once it has ended: whole bytes that ISA-L holds were not part of it.
  var streamEnd: Int64 { nextByte - Int64(state.pointee.avail_in) - Int64(state.pointee.read_in_length / 8) }

  /// Fills `out` as far as the stream goes; returns the number of bytes, less than `out` has only at the end.
  func fill(_ out: UnsafeMutableRawBufferPointer) throws -> Int {
    precondition(out.count <= UInt32.max)
    state.pointee.next_out = out.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_out = UInt32(out.count)
    while state.pointee.avail_out > 0, !hasEnded {
      if state.pointee.avail_in == 0 { try feed() }
      let before = (state.pointee.avail_in, state.pointee.avail_out)
      let result = isal_inflate(state)
      let produced = producedBytes + Int64(out.count) - Int64(state.pointee.avail_out)
      guard result >= 0 else { throw Fault.malformed(afterBytes: produced) }
      let isStuck = before == (state.pointee.avail_in, state.pointee.avail_out)
      if isStuck, !hasEnded { throw Fault.endsEarly(afterBytes: produced) }
    }
    let count = out.count - Int(state.pointee.avail_out)
    producedBytes += Int64(count)
    return count
  }

  /// Gives ISA-L the next piece; nothing at the end, since it may still hold output back.
  private func feed() throws {
    let count = Int(min(Int64(piece.count), end - nextByte))
    guard count > 0 else { return }
    try file.read(UnsafeMutableRawBufferPointer(rebasing: piece[..<count]), at: nextByte)
    nextByte += Int64(count)
    state.pointee.next_in = piece.baseAddress?.assumingMemoryBound(to: UInt8.self)
    state.pointee.avail_in = UInt32(count)
  }
}

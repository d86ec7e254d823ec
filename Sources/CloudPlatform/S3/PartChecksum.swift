import Crypto
import Foundation

/// SHA-256 of a part, as S3 writes and checks it.
struct PartChecksum: Sendable, Equatable {
  private let digest: Data

  init(_ bytes: UnsafeRawBufferPointer) {
    var hash = SHA256()
    hash.update(bufferPointer: bytes)
    self.init(hash)
  }

  init(_ hash: SHA256) { digest = Data(hash.finalize()) }

  /// As it is signed.
  var hex: String { digest.hex }

  /// As S3's headers have it.
  var base64: String { digest.base64EncodedString() }

  /// Compares what is downloaded with the checksum that S3 keeps: of the whole, or of the parts' checksums.
  struct Verifier {
    private let expected: String
    /// Of every part but the last; `nil` if the object has only one.
    private let partBytes: Int?
    private var hash = SHA256()
    private var inPart = 0
    private var parts: [PartChecksum] = []

    /// `nil` if nothing can be compared: no checksum, or parts of unknown size.
    init?(checksum: String?, partBytes: Int?) {
      guard let checksum else { return nil }
      let isOfParts = checksum.contains("-")
      if isOfParts, partBytes == nil { return nil }
      expected = checksum
      self.partBytes = isOfParts ? partBytes : nil
    }

    mutating func update(_ bytes: UnsafeRawBufferPointer) {
      guard let partBytes else { return hash.update(bufferPointer: bytes) }
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = rest.prefix(partBytes - inPart)
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: piece))
        inPart += piece.count
        rest = rest.dropFirst(piece.count)
        if inPart == partBytes { finishPart() }
      }
    }

    /// Whether all that was downloaded is what was uploaded.
    mutating func isRight() -> Bool {
      guard partBytes != nil else { return PartChecksum(hash).base64 == expected }
      if inPart > 0 { finishPart() }
      return "\(Data(parts.map(\.digest).joined()).withUnsafeBytes { PartChecksum($0) }.base64)-\(parts.count)"
        == expected
    }

    private mutating func finishPart() {
      parts.append(PartChecksum(hash))
      hash = SHA256()
      inPart = 0
    }
  }
}

/// One file of a zip, as the directory has it and the local header confirms it.
package struct ZipEntry: Sendable, Equatable {
  /// How the bytes are packed.
  package enum Method: UInt16, Sendable {
    case stored = 0
    case deflated = 8
  }

  /// Checked by `ZipNameCheck`: relative, without `..`, control characters or backslashes.
  package let name: String
  package let method: Method
  package let compressedBytes: Int64
  package let uncompressedBytes: Int64
  package let crc32: UInt32
  /// Offset in the zip of the first packed byte.
  let dataOffset: Int64
}

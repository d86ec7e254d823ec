import Foundation

/// A zip of STORED entries, for tests that need a delivery and not a particular zip.
package enum FixtureZip {
  package static func make(_ files: [(name: String, content: String)]) -> Data {
    make(files.map { (name: $0.name, bytes: Data($0.content.utf8)) })
  }

  package static func make(_ files: [(name: String, bytes: Data)]) -> Data {
    var zip = Data()
    var directory = Data()
    for file in files {
      let name = Data(file.name.utf8)
      let offset = zip.count
      // Version 2.0, no flags, STORED, 1980-01-01 00:00, CRC, sizes, name length, no extra field.
      let common =
        bytes(UInt16(20)) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt32(0x0021_0000)) + bytes(crc32(file.bytes))
        + bytes(UInt32(file.bytes.count)) + bytes(UInt32(file.bytes.count)) + bytes(UInt16(name.count))
        + bytes(UInt16(0))
      zip += bytes(UInt32(0x0403_4b50)) + common + name + file.bytes
      directory +=
        bytes(UInt32(0x0201_4b50)) + bytes(UInt16(20)) + common + bytes(UInt16(0)) + bytes(UInt16(0))
        + bytes(UInt16(0)) + bytes(UInt32(0)) + bytes(UInt32(offset)) + name
    }
    let end =
      bytes(UInt32(0x0605_4b50)) + bytes(UInt32(0)) + bytes(UInt16(files.count)) + bytes(UInt16(files.count))
      + bytes(UInt32(directory.count)) + bytes(UInt32(zip.count)) + bytes(UInt16(0))
    return zip + directory + end
  }

  /// The CRC-32 of zip and gzip, bit by bit: slow and obvious.
  package static func crc32(_ data: Data) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in data {
      crc ^= UInt32(byte)
      for _ in 0..<8 { crc = crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
  }

  private static func bytes(_ value: some FixedWidthInteger) -> Data {
    withUnsafeBytes(of: value.littleEndian) { Data($0) }
  }
}

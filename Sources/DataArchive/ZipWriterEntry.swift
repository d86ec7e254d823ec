/// What the local header and the directory say of one entry (APPNOTE 4.3.7, 4.3.12 and 4.5.3).
struct ZipWriterEntry {
  let name: [UInt8]
  let method: ZipWriter.Method
  let offset: UInt64
  /// Decided before the first byte, because the local header has no room later. Both headers then say so, needed or not:
  /// a reader that compares them finds no difference.
  let isZip64: Bool
  let limit: Int64
  var crc32: UInt32 = 0
  var compressedBytes: UInt64 = 0
  var uncompressedBytes: UInt64 = 0

  private static let elsewhere32 = UInt32.max
  private static let elsewhere16 = UInt16.max
  private static let zip64ExtraID: UInt16 = 1

  init(name: [UInt8], method: ZipWriter.Method, offset: UInt64, isZip64: Bool, limit: Int64) {
    self.name = name
    self.method = method
    self.offset = offset
    self.isZip64 = isZip64
    self.limit = limit
  }

  var localHeader: [UInt8] {
    let extra = isZip64 ? sizesExtra(offset: nil) : []
    var header = LittleEndianBytes()
    header.append(UInt32(0x0403_4b50))
    appendCommon(to: &header, extraBytes: extra.count)
    return header.bytes + name + extra
  }

  func directoryHeader(zip64Threshold: UInt64) -> [UInt8] {
    let isFar = offset >= zip64Threshold
    let extra = isZip64 || isFar ? sizesExtra(offset: isFar ? offset : nil) : []
    var header = LittleEndianBytes()
    header.append(UInt32(0x0201_4b50))
    header.append(UInt16(3 << 8) | versionNeeded)  // made on Unix, so that the mode below is read
    appendCommon(to: &header, extraBytes: extra.count)
    header.append(UInt16(0))  // comment
    header.append(UInt16(0))  // disk
    header.append(UInt16(0))  // internal attributes
    header.append(UInt32(0o100644) << 16)  // a regular file
    header.append(isFar ? Self.elsewhere32 : UInt32(offset))
    return header.bytes + name + extra
  }

  static func endOfDirectory(entries: Int, start: UInt64, bytes: UInt64, zip64Threshold: UInt64) -> [UInt8] {
    let isZip64 = entries >= Int(elsewhere16) || start >= zip64Threshold || bytes >= zip64Threshold
    var end = LittleEndianBytes()
    if isZip64 {
      end.append(UInt32(0x0606_4b50))
      end.append(UInt64(44))  // of what follows
      end.append(UInt16(3 << 8 | 45))
      end.append(UInt16(45))
      end.append(UInt32(0))
      end.append(UInt32(0))
      end.append(UInt64(entries))
      end.append(UInt64(entries))
      end.append(bytes)
      end.append(start)
      end.append(UInt32(0x0706_4b50))
      end.append(UInt32(0))
      end.append(start + bytes)
      end.append(UInt32(1))
    }
    end.append(UInt32(0x0605_4b50))
    end.append(UInt16(0))
    end.append(UInt16(0))
    end.append(isZip64 ? elsewhere16 : UInt16(entries))
    end.append(isZip64 ? elsewhere16 : UInt16(entries))
    end.append(isZip64 ? elsewhere32 : UInt32(bytes))
    end.append(isZip64 ? elsewhere32 : UInt32(start))
    end.append(UInt16(0))
    return end.bytes
  }

  private var versionNeeded: UInt16 { isZip64 ? 45 : 20 }

  private func appendCommon(to header: inout LittleEndianBytes, extraBytes: Int) {
    header.append(versionNeeded)
    header.append(UInt16(name.allSatisfy { $0 < 0x80 } ? 0 : 0x0800))  // the name is UTF-8
    header.append(method.rawValue)
    header.append(UInt32(0x0021_0000))  // 1980-01-01 00:00:00
    header.append(crc32)
    header.append(isZip64 ? Self.elsewhere32 : UInt32(compressedBytes))
    header.append(isZip64 ? Self.elsewhere32 : UInt32(uncompressedBytes))
    header.append(UInt16(name.count))
    header.append(UInt16(extraBytes))
  }

  /// The zip64 extra field. It holds only what the 32-bit fields say is elsewhere, in this order.
  private func sizesExtra(offset: UInt64?) -> [UInt8] {
    var extra = LittleEndianBytes()
    extra.append(Self.zip64ExtraID)
    extra.append(UInt16((isZip64 ? 16 : 0) + (offset == nil ? 0 : 8)))
    if isZip64 {
      extra.append(uncompressedBytes)
      extra.append(compressedBytes)
    }
    if let offset { extra.append(offset) }
    return extra.bytes
  }
}

/// Integers in the byte order of zip.
private struct LittleEndianBytes {
  var bytes: [UInt8] = []

  mutating func append(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }
}

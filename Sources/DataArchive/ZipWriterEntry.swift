/// What the local header and the directory say of one entry (APPNOTE 4.3.7, 4.3.12 and 4.5.3).
struct ZipWriterEntry {
  let name: [UInt8]
  let method: ZipWriter.Method
  let offset: UInt64
  /// Decided before the first byte, because the local header has no room later. Both headers then say so, needed or not:
  /// a reader that compares them finds no difference.
  let isZip64: Bool
  let limit: UInt64
  var crc32: UInt32 = 0
  var compressedBytes: UInt64 = 0
  var uncompressedBytes: UInt64 = 0

  private static let elsewhere32 = UInt32.max
  private static let elsewhere16 = UInt16.max
  private static let zip64ExtraID: UInt16 = 1

  init(name: [UInt8], method: ZipWriter.Method, offset: UInt64, isZip64: Bool, limit: UInt64) {
    self.name = name
    self.method = method
    self.offset = offset
    self.isZip64 = isZip64
    self.limit = limit
  }

  var localHeader: [UInt8] {
    let extra = isZip64 ? sizesExtra(offset: nil) : []
    var header: [UInt8] = []
    header.append(littleEndian: UInt32(0x0403_4b50))
    appendCommon(to: &header, extraBytes: extra.count)
    return header + name + extra
  }

  func directoryHeader(zip64Threshold: UInt64) -> [UInt8] {
    let isFar = offset >= zip64Threshold
    let extra = isZip64 || isFar ? sizesExtra(offset: isFar ? offset : nil) : []
    var header: [UInt8] = []
    header.append(littleEndian: UInt32(0x0201_4b50))
    header.append(littleEndian: UInt16(3 << 8) | versionNeeded)  // made on Unix, so that the mode below is read
    appendCommon(to: &header, extraBytes: extra.count)
    header.append(littleEndian: UInt16(0))  // comment
    header.append(littleEndian: UInt16(0))  // disk
    header.append(littleEndian: UInt16(0))  // internal attributes
    header.append(littleEndian: UInt32(0o100644) << 16)  // a regular file
    header.append(littleEndian: isFar ? Self.elsewhere32 : UInt32(offset))
    return header + name + extra
  }

  static func endOfDirectory(entries: Int, start: UInt64, bytes: UInt64, zip64Threshold: UInt64) -> [UInt8] {
    let isZip64 = entries >= Int(elsewhere16) || start >= zip64Threshold || bytes >= zip64Threshold
    var end: [UInt8] = []
    if isZip64 {
      end.append(littleEndian: UInt32(0x0606_4b50))
      end.append(littleEndian: UInt64(44))  // of what follows
      end.append(littleEndian: UInt16(3 << 8 | 45))
      end.append(littleEndian: UInt16(45))
      end.append(littleEndian: UInt32(0))
      end.append(littleEndian: UInt32(0))
      end.append(littleEndian: UInt64(entries))
      end.append(littleEndian: UInt64(entries))
      end.append(littleEndian: bytes)
      end.append(littleEndian: start)
      end.append(littleEndian: UInt32(0x0706_4b50))
      end.append(littleEndian: UInt32(0))
      end.append(littleEndian: start + bytes)
      end.append(littleEndian: UInt32(1))
    }
    end.append(littleEndian: UInt32(0x0605_4b50))
    end.append(littleEndian: UInt16(0))
    end.append(littleEndian: UInt16(0))
    end.append(littleEndian: isZip64 ? elsewhere16 : UInt16(entries))
    end.append(littleEndian: isZip64 ? elsewhere16 : UInt16(entries))
    end.append(littleEndian: isZip64 ? elsewhere32 : UInt32(bytes))
    end.append(littleEndian: isZip64 ? elsewhere32 : UInt32(start))
    end.append(littleEndian: UInt16(0))
    return end
  }

  private var versionNeeded: UInt16 { isZip64 ? 45 : 20 }

  private func appendCommon(to header: inout [UInt8], extraBytes: Int) {
    header.append(littleEndian: versionNeeded)
    header.append(littleEndian: UInt16(name.allSatisfy { $0 < 0x80 } ? 0 : 0x0800))  // the name is UTF-8
    header.append(littleEndian: method.rawValue)
    header.append(littleEndian: UInt32(0x0021_0000))  // 1980-01-01 00:00:00
    header.append(littleEndian: crc32)
    header.append(littleEndian: isZip64 ? Self.elsewhere32 : UInt32(compressedBytes))
    header.append(littleEndian: isZip64 ? Self.elsewhere32 : UInt32(uncompressedBytes))
    header.append(littleEndian: UInt16(name.count))
    header.append(littleEndian: UInt16(extraBytes))
  }

  /// The zip64 extra field. It holds only what the 32-bit fields say is elsewhere, in this order.
  private func sizesExtra(offset: UInt64?) -> [UInt8] {
    var extra: [UInt8] = []
    extra.append(littleEndian: Self.zip64ExtraID)
    extra.append(littleEndian: UInt16((isZip64 ? 16 : 0) + (offset == nil ? 0 : 8)))
    if isZip64 {
      extra.append(littleEndian: uncompressedBytes)
      extra.append(littleEndian: compressedBytes)
    }
    if let offset { extra.append(littleEndian: offset) }
    return extra
  }
}

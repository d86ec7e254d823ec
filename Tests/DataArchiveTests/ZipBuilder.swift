import CISAL

/// Makes zips byte by byte, right ones and wrong ones: every field can be set to what it should not be.
struct ZipBuilder {
  /// One entry. What is nil is written as it should be.
  struct Item {
    var name: [UInt8]
    var content: [UInt8]
    var method: UInt16 = 8
    var flags: UInt16 = 0
    /// The packed bytes, if not those of `content`.
    var packed: [UInt8]?
    var crc: UInt32?
    var compressed: UInt64?
    var uncompressed: UInt64?
    var externalAttributes: UInt32 = 0
    var diskStart: UInt16 = 0
    var comment: [UInt8] = []
    /// Offset of the local header, if not its own.
    var offset: UInt64?
    /// Bytes before the local header that belong to nothing.
    var gap: [UInt8] = []

    var localName: [UInt8]?
    var localFlags: UInt16?
    var localMethod: UInt16?
    var localCRC: UInt32?
    var localCompressed: UInt64?
    var localUncompressed: UInt64?
    var localSignature: UInt32 = 0x0403_4B50
    /// Bytes written behind the data.
    var descriptor: [UInt8] = []

    /// Sizes and offset in zip64 extra fields.
    var isZip64 = false
    var centralExtra: [UInt8] = []
    var localExtra: [UInt8] = []

    init(_ name: String, _ content: String = "content", stored: Bool = false) {
      self.name = Array(name.utf8)
      self.content = Array(content.utf8)
      if stored { method = 0 }
    }

    var packedBytes: [UInt8] { packed ?? (method == 8 ? deflate(content) : content) }
    var trueCRC: UInt32 { content.withUnsafeBufferPointer { crc32_gzip_refl(0, $0.baseAddress, UInt64($0.count)) } }
  }

  var items: [Item]
  var prefix: [UInt8] = []
  var beforeDirectory: [UInt8] = []
  var comment: [UInt8] = []
  var suffix: [UInt8] = []
  var isZip64 = false
  var directorySignature: UInt32 = 0x0201_4B50
  var entryCount: UInt64?
  var entriesOnDisk: UInt64?
  var disk: UInt16 = 0
  var directoryOffset: UInt64?
  var directorySize: UInt64?
  var locatorOffset: UInt64?
  var locatorDisks: UInt32 = 1
  var zip64RecordSize: UInt64 = 44
  /// Fields of the short record that should be all ones beside a zip64 record.
  var shortEntryCount: UInt16?

  /// Leaves the last byte of the file out.
  var cutsLastByte = false

  init(_ items: Item...) { self.items = items }

  func built() -> [UInt8] { cutsLastByte ? build().dropLast() : build() }

  func build() -> [UInt8] {
    var zip = prefix
    var offsets: [UInt64] = []
    for item in items {
      offsets.append(UInt64(zip.count + item.gap.count))
      zip += item.gap + local(item)
    }
    zip += beforeDirectory
    let directoryStart = UInt64(zip.count)
    for (item, offset) in Swift.zip(items, offsets) { zip += central(item, offset: item.offset ?? offset) }
    let size = directorySize ?? UInt64(zip.count) - directoryStart
    let start = directoryOffset ?? directoryStart
    let count = entryCount ?? UInt64(items.count)

    if isZip64 {
      let recordOffset = UInt64(zip.count)
      zip += le(UInt32(0x0606_4B50)) + le(zip64RecordSize) + le(UInt16(45)) + le(UInt16(45)) + le(UInt32(disk))
      zip += le(UInt32(disk)) + le(entriesOnDisk ?? count) + le(count) + le(size) + le(start)
      zip += le(UInt32(0x0706_4B50)) + le(UInt32(0)) + le(locatorOffset ?? recordOffset) + le(locatorDisks)
    }
    let shortCount = shortEntryCount ?? (isZip64 ? .max : UInt16(count))
    zip += le(UInt32(0x0605_4B50)) + le(disk) + le(disk)
    zip += le(entriesOnDisk.map { UInt16($0) } ?? shortCount) + le(shortCount)
    zip += le(isZip64 ? UInt32.max : UInt32(size)) + le(isZip64 ? UInt32.max : UInt32(start))
    return zip + le(UInt16(comment.count)) + comment + suffix
  }

  /// The local headers and the data alone.
  var local: [UInt8] { items.reduce(into: []) { $0 += $1.gap + local($1) } }

  private func local(_ item: Item) -> [UInt8] {
    let packed = item.packedBytes
    let compressed = item.localCompressed ?? item.compressed ?? UInt64(packed.count)
    let uncompressed = item.localUncompressed ?? item.uncompressed ?? UInt64(item.content.count)
    let extra =
      (item.isZip64 ? le(UInt16(1)) + le(UInt16(16)) + le(uncompressed) + le(compressed) : []) + item.localExtra
    let name = item.localName ?? item.name
    return le(item.localSignature) + le(UInt16(20)) + le(item.localFlags ?? item.flags)
      + le(item.localMethod ?? item.method) + le(UInt32(0x0021_0000)) + le(item.localCRC ?? item.crc ?? item.trueCRC)
      + le(item.isZip64 ? UInt32.max : UInt32(compressed)) + le(item.isZip64 ? UInt32.max : UInt32(uncompressed))
      + le(UInt16(name.count)) + le(UInt16(extra.count)) + name + extra + packed + item.descriptor
  }

  private func central(_ item: Item, offset: UInt64) -> [UInt8] {
    let compressed = item.compressed ?? UInt64(item.packedBytes.count)
    let uncompressed = item.uncompressed ?? UInt64(item.content.count)
    let zip64 =
      item.isZip64 ? le(UInt16(1)) + le(UInt16(24)) + le(uncompressed) + le(compressed) + le(offset) : []
    let extra = zip64 + item.centralExtra
    return le(directorySignature) + le(UInt16(0x0314)) + le(UInt16(20)) + le(item.flags) + le(item.method)
      + le(UInt32(0x0021_0000)) + le(item.crc ?? item.trueCRC)
      + le(item.isZip64 ? UInt32.max : UInt32(compressed)) + le(item.isZip64 ? UInt32.max : UInt32(uncompressed))
      + le(UInt16(item.name.count)) + le(UInt16(extra.count)) + le(UInt16(item.comment.count)) + le(item.diskStart)
      + le(UInt16(0)) + le(item.externalAttributes) + le(item.isZip64 ? UInt32.max : UInt32(offset))
      + item.name + extra + item.comment
  }
}

/// A number as zip writes it.
func le(_ value: some FixedWidthInteger) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

/// An extra field.
func extraField(_ id: UInt16, _ content: [UInt8]) -> [UInt8] { le(id) + le(UInt16(content.count)) + content }

/// A raw deflate stream of `content`, made by ISA-L.
func deflate(_ content: [UInt8]) -> [UInt8] {
  let stream = UnsafeMutablePointer<isal_zstream>.allocate(capacity: 1)
  defer { stream.deallocate() }
  isal_deflate_stateless_init(stream)
  var input = content
  var output = [UInt8](repeating: 0, count: content.count + content.count / 8 + 512)
  let count = input.withUnsafeMutableBufferPointer { input in
    output.withUnsafeMutableBufferPointer { output in
      stream.pointee.end_of_stream = 1
      stream.pointee.next_in = input.baseAddress
      stream.pointee.avail_in = UInt32(input.count)
      stream.pointee.next_out = output.baseAddress
      stream.pointee.avail_out = UInt32(output.count)
      precondition(isal_deflate_stateless(stream) == COMP_OK)
      return Int(stream.pointee.total_out)
    }
  }
  return Array(output[..<count])
}

/// One cell of a record, without its quotes and with doubled quotes made single.
package struct CSVField {
  /// What is kept of the cell: all of it, unless the record outgrew `CSVLimits`.
  package let bytes: UnsafeRawBufferPointer
  /// The length of the whole cell.
  package let byteCount: Int

  /// Whether `bytes` is only the cell's beginning.
  package var isCut: Bool { bytes.count < byteCount }

  package init(bytes: UnsafeRawBufferPointer, byteCount: Int) {
    self.bytes = bytes
    self.byteCount = byteCount
  }
}

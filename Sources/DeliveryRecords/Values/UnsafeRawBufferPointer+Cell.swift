extension UnsafeRawBufferPointer {
  /// Without outer ASCII spaces.
  var trimmed: UnsafeRawBufferPointer {
    var slice = self[...]
    while slice.first == UInt8(ascii: " ") { slice.removeFirst() }
    while slice.last == UInt8(ascii: " ") { slice.removeLast() }
    return UnsafeRawBufferPointer(rebasing: slice)
  }

  /// The beginning as a person may be shown it: a little more than `FindingValue` keeps, never the whole of a long cell.
  var excerpt: String { String(decoding: prefix(324), as: UTF8.self) }  // 81 characters of 4 bytes
}

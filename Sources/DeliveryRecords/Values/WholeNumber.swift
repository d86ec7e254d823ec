/// Reads ids and times: plain ASCII digits between outer spaces, with the `.0` that pandas puts behind whole numbers.
enum WholeNumber {
  /// `nil` unless the cell is such a number and fits 64 bits.
  static func read(_ cell: UnsafeRawBufferPointer) -> Int64? {
    var digits = cell.trimmed
    if digits.count > 2, digits[digits.count - 1] == UInt8(ascii: "0"), digits[digits.count - 2] == UInt8(ascii: ".") {
      digits = UnsafeRawBufferPointer(rebasing: digits.dropLast(2))
    }
    guard !digits.isEmpty else { return nil }
    var value: Int64 = 0
    for byte in digits {
      let digit = byte &- UInt8(ascii: "0")
      let (tens, isTooLarge) = value.multipliedReportingOverflow(by: 10)
      let (sum, isJustTooLarge) = tens.addingReportingOverflow(Int64(digit))
      guard digit < 10, !isTooLarge, !isJustTooLarge else { return nil }
      value = sum
    }
    return value
  }

  /// An id: such a number above zero.
  static func readID(_ cell: UnsafeRawBufferPointer) -> Int64? {
    guard let value = read(cell), value > 0 else { return nil }
    return value
  }
}

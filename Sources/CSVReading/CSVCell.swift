import Foundation

/// Where a cell lies and what must be done to read it.
struct CSVCell {
  /// Offset of the cell's first byte, behind an opening quote, in the record or in the overflow.
  var start: Int
  /// Bytes that lie there, as written.
  var keptBytes: Int
  /// Length of the cell when unescaped, in full.
  var byteCount: Int
  /// Holds doubled quotes, or a closing quote with text behind it.
  var hasEscapes: Bool
  /// Lies in the overflow because it reaches beyond what is kept of the record.
  var isInOverflow: Bool
}

/// Doubled quotes made single, up to the closing quote; what follows that is copied as it is.
///
/// `target` may be `source`: a cell only ever shrinks. Returns the number of bytes written.
func unescape(
  _ source: UnsafePointer<UInt8>, count: Int, into target: UnsafeMutablePointer<UInt8>
) -> Int {
  var from = 0
  var to = 0
  while from < count {
    let quote = ByteScan.firstQuote(source, from: from, to: count)
    memmove(target + to, source + from, quote - from)
    to += quote - from
    from = quote + 1
    guard from < count else { break }
    guard source[from] == ByteScan.quote else {
      memmove(target + to, source + from, count - from)
      return to + count - from
    }
    target[to] = ByteScan.quote
    to += 1
    from += 1
  }
  return to
}

import Domain

/// A record that was put aside, with the one finding that says why.
///
/// `raw` points into the reader's buffers and is valid only during the call that hands it over.
package struct QuarantinedRecord {
  package let file: DeliveryFile
  /// The record's number in the file, from 1.
  package let number: Int
  /// The physical line on which the record starts.
  package let line: Int
  /// The physical lines it takes up: more than one where a quoted cell holds line breaks, or a lost quote swallowed them.
  package let lineCount: Int
  /// The record as written, without its line break; only its beginning when `isRawCut`.
  package let raw: UnsafeRawBufferPointer
  package let isRawCut: Bool
  package let finding: Finding
}

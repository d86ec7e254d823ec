import Domain

/// Takes what the readers have to say of a delivery's records: the validator's counts and samples.
///
/// A reader calls it on the thread that feeds it, in the order of the file within each code.
package protocol RecordLog: AnyObject {
  /// Counts one finding of `code`; `finding` is evaluated only while samples are wanted.
  func note(_ code: FindingCode, _ finding: @autoclosure () -> Finding)

  /// Counts `times` findings of `code` at once; `finding`, the first of them, is evaluated at most once.
  func note(_ code: FindingCode, times: Int, _ finding: @autoclosure () -> Finding)

  /// Takes a record that was put aside and counts its finding. Throws only for failures of ours, such as a full disk.
  func quarantine(_ record: QuarantinedRecord) throws
}

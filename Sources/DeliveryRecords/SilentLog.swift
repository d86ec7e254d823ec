import Domain

/// Hears nothing: for reading again what has been validated before.
package final class SilentLog: RecordLog {
  package init() {}
  package func note(_ code: FindingCode, _ finding: @autoclosure () -> Finding) {}
  package func note(_ code: FindingCode, times: Int, _ finding: @autoclosure () -> Finding) {}
  package func quarantine(_ record: QuarantinedRecord) throws {}
}

import DataArchive
import DeliveryRecords
import Domain

/// The reading of one file of a delivery, with all that is found in it: used by one thread, which need not be the one that
/// reads the other files.
final class FilePass {
  let file: DeliveryFile
  let log: FindingLog
  /// What the file said; `nil` when it is not in the delivery.
  private(set) var table: DeliveryFacts.Table?
  private let archive: ZipArchive
  private let entry: ZipEntry?
  private let rejected: RejectedFile?
  private let meter: ProgressMeter

  init(
    _ file: DeliveryFile, of selection: FileSelection, in archive: ZipArchive, settings: ProviderSettings,
    rejected: RejectedFile?, meter: ProgressMeter
  ) {
    self.file = file
    self.archive = archive
    self.rejected = rejected
    self.meter = meter
    entry = selection[file]
    log = FindingLog(settings: settings, rejected: rejected)
  }

  /// Streams the file through its reader, if the delivery has it. After a fault that makes the rest meaningless the reader
  /// gets no more, but the archive goes on to the end: a damaged or hostile stream is worth hearing of in the same report.
  func stream(
    feed: (UnsafeRawBufferPointer) throws -> Void, state: () -> (counts: RecordCounts, isUsable: Bool),
    finish: () throws -> Void
  ) throws {
    guard let entry else { return }
    let header = HeaderCapture()
    rejected?.header = header
    var isWhole = false
    do {
      try archive.read(entry) { block in
        header.feed(block)
        let before = state().counts.records
        if state().isUsable { try feed(block) }
        try meter.advance(bytes: block.count, records: state().counts.records - before)
      }
      let before = state().counts.records
      try finish()
      try meter.advance(bytes: 0, records: state().counts.records - before)
      isWhole = state().isUsable
    } catch let refusal as ArchiveRefusal {
      log.note(refusal.finding)
    }
    table = DeliveryFacts.Table(
      entry: entry, counts: state().counts, isWhole: isWhole, rejectedFileIsFull: rejected?.isFull ?? false)
  }
}

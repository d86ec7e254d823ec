import DataArchive
import DeliveryRecords
import Domain
import Watchfolders

/// Checks a delivery: one pass over each file, every record through the readers of `DeliveryRecords`, then the checks of the
/// whole in `Checks`. A value with one verb; it reads and writes only the paths it is given.
package struct InputValidator: Sendable {
  let settings: ProviderSettings
  let limits: ArchiveLimits
  /// Of each `rejected-….csv`.
  var maxRejectedBytes = RejectedWriter.maxBytes

  package init(settings: ProviderSettings = ProviderSettings(), limits: ArchiveLimits = ArchiveLimits()) {
    self.settings = settings
    self.limits = limits
  }

  /// Reads the zip at `path` and says what is wrong with it; bad data is never thrown.
  ///
  /// Blocking, with threads of its own beside this one. The same zip under the same settings and context gives the same
  /// outcome to the byte.
  /// - Parameters:
  ///   - delivery: what the report calls it; `nil` has the zip hashed while it is read.
  ///   - outputFolder: gets `rejected-….csv`; nothing is written when it is `nil`.
  ///   - consumer: sees every kept record in the same pass, so that the parser need not read the files again. What it
  ///     got is worthless unless the report's verdict is `accepted`.
  ///   - progress: called at most once per block, by one thread at a time.
  /// - Throws: `BoxOfficeError` for failures of ours (disk, kept links), what the consumer throws, and `CancellationError` within
  ///   one block when the calling task is cancelled.
  package func validate(
    zipAt path: String, delivery: DeliveryID?, context: ValidationContext = ValidationContext(),
    outputFolder: String?, consumer: (any DeliveryConsumer)? = nil, progress: (@Sendable (Progress) -> Void)? = nil
  ) throws -> ValidationOutcome {
    let log = FindingLog(settings: settings)
    let archive: ZipArchive
    do {
      archive = try ZipArchive(path: path, limits: limits)
    } catch let refusal as ArchiveRefusal {
      log.note(refusal.finding)
      return ValidationOutcome(
        report: report(try delivery ?? Self.identify(path), log, files: [], films: .init(), votes: .init()),
        rejectedFiles: [],
        accepted: nil)
    }

    let selection = FileSelection(archive.entries)
    for check in Checks.ofSelection { check(selection, context, log) }

    let rejected = outputFolder.map { folder in
      DeliveryFile.allCases.map { ($0, RejectedFile(of: $0, in: folder, maxBytes: maxRejectedBytes)) }
    }
    let pass = DeliveryPass(
      archive: archive, selection: selection, settings: settings,
      rejected: { file in rejected?.first { $0.0 == file }?.1 }, consumer: consumer, progress: progress)
    let (identifying, reading) = try SideBySide.run {
      try delivery ?? Self.identify(path, check: pass.meter.checkIsWanted)
    } _: {
      try pass.readAll(keptLinks: context.keptLinks, log: log)
    }
    let (read, delivery) = (try reading.get(), try identifying.get())
    let facts = DeliveryFacts(
      settings: settings, context: context, tables: read.tables, films: read.films, votes: read.join)
    for check in Checks.ofDelivery { check(facts, log) }

    let report = report(
      delivery, log, files: read.fileSummaries, films: read.filmSummary, votes: read.voteSummary)
    return ValidationOutcome(
      report: report, rejectedFiles: try rejected?.compactMap { try $0.1.finish() } ?? [],
      accepted: report.verdict == .accepted
        ? AcceptedTables(archive: archive, selection: selection, keptLinks: context.keptLinks) : nil)
  }

  /// A delivery is the SHA-256 of its bytes.
  private static func identify(
    _ path: String, check: () throws -> Void = { try Task.checkCancellation() }
  ) throws -> DeliveryID {
    try FileDigest.sha256(ofFile: path, check: check).digest
  }

  private func report(
    _ delivery: DeliveryID, _ log: FindingLog, files: [ValidationReport.FileSummary],
    films: ValidationReport.FilmSummary, votes: ValidationReport.VoteSummary
  ) -> ValidationReport {
    ValidationReport(
      delivery: delivery, verdict: log.hasErrors ? .rejected : .accepted, files: files, films: films, votes: votes,
      findings: log.findings())
  }
}

import DataArchive
import DeliveryRecords
import Dispatch
import Domain

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

  /// Reads a zip and says what is wrong with it; bad data is never thrown.
  ///
  /// Blocking, with threads of its own beside this one. The same zip under the same settings and context gives the same
  /// outcome to the byte.
  /// - Parameters:
  ///   - outputFolder: gets `rejected-….csv`; nothing is written when it is `nil`.
  ///   - tablesFolder: gets the tables as `….csv.gz`, copied out of the zip while it is judged. They are worth nothing unless
  ///     the delivery is accepted.
  ///   - consumer: sees every kept record in the same pass, so that the parser need not read the files again. What it
  ///     got is worthless unless the report's verdict is `accepted`.
  ///   - progress: called at most once per block, by one thread at a time.
  /// - Throws: `BoxOfficeError` for failures of ours (disk, kept links), what the consumer throws, and `CancellationError` within
  ///   one block when the calling task is cancelled.
  package func validate(
    _ zip: DeliveryZip, context: ValidationContext = ValidationContext(), outputFolder: String?,
    tablesFolder: String? = nil, consumer: (any DeliveryConsumer)? = nil,
    progress: (@Sendable (Progress) -> Void)? = nil
  ) throws -> ValidationOutcome {
    let log = FindingLog(settings: settings)
    let rejected = outputFolder.map { folder in
      DeliveryFile.allCases.map { ($0, RejectedFile(of: $0, in: folder, maxBytes: maxRejectedBytes)) }
    }
    let stop = StopFlag()
    let isIdentified = DispatchSemaphore(value: 0)
    let results = try SideBySide.run {
      defer { isIdentified.signal() }
      return try zip.identify(check: stop.check)
    } _: {
      do {
        let reading = try read(zip, context, log) { archive, selection in
          DeliveryPass(
            archive: archive, selection: selection, settings: settings,
            rejected: { file in rejected?.first { $0.0 == file }?.1 }, tablesFolder: tablesFolder, consumer: consumer,
            stop: stop, progress: progress)
        }
        // Only this thread can tell when the task is cancelled.
        while isIdentified.wait(timeout: .now() + .milliseconds(50)) == .timedOut { try Task.checkCancellation() }
        return reading
      } catch {
        // The digest of a zip that could not be judged is of no use.
        stop.set()
        throw error
      }
    }
    let (delivery, reading) = try SideBySide.values(results)
    guard let reading else {
      return ValidationOutcome(
        report: report(delivery, log, files: [], films: .init(), votes: .init()), rejectedFiles: [], accepted: nil)
    }
    let facts = DeliveryFacts(
      settings: settings, context: context, tables: reading.tables, films: reading.films, votes: reading.join)
    for check in Checks.ofDelivery { check(facts, log) }

    let report = report(
      delivery, log, files: reading.fileSummaries, films: reading.filmSummary, votes: reading.voteSummary)
    return ValidationOutcome(
      report: report, rejectedFiles: try rejected?.compactMap { try $0.1.finish() } ?? [],
      accepted: report.verdict == .accepted
        ? AcceptedTables(tables: reading.keptTables, keptLinks: context.keptLinks) : nil)
  }

  /// `nil` for what is refused as a whole, which is noted.
  private func read(
    _ zip: DeliveryZip, _ context: ValidationContext, _ log: FindingLog,
    _ pass: (ZipArchive, FileSelection) -> DeliveryPass
  ) throws -> DeliveryPass.Result? {
    let archive: ZipArchive
    do {
      archive = try zip.open(limits)
    } catch let refusal as ArchiveRefusal {
      log.note(refusal.finding)
      return nil
    }
    let selection = FileSelection(archive.entries)
    for check in Checks.ofSelection { check(selection, context, log) }
    return try pass(archive, selection).readAll(keptLinks: context.keptLinks, log: log)
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

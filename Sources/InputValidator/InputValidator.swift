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
  /// Blocking. The same zip under the same settings and context gives the same outcome to the byte.
  /// - Parameters:
  ///   - outputFolder: gets `rejected-….csv` and, if the delivery is accepted, the accepted files; nothing is written
  ///     when it is `nil`.
  ///   - keepAccepted: `false` leaves the accepted files out, for a check without a next stage.
  ///   - consumer: sees every kept record in the same pass, so that the parser need not read the files again. What it
  ///     got is worthless unless the report's verdict is `accepted`.
  ///   - progress: called at most once per block, on this thread.
  /// - Throws: `BoxOfficeError` for failures of ours (disk, kept links), and what the consumer throws.
  package func validate(
    zipAt path: String, delivery: DeliveryID, context: ValidationContext = ValidationContext(), outputFolder: String?,
    keepAccepted: Bool = true, consumer: (any DeliveryConsumer)? = nil, progress: (@Sendable (Progress) -> Void)? = nil
  ) throws -> ValidationOutcome {
    let rejected = outputFolder.map { RejectedFiles(folder: $0, maxBytes: maxRejectedBytes) }
    let log = FindingLog(settings: settings, rejected: rejected)
    let archive: ZipArchive
    do {
      archive = try ZipArchive(path: path, limits: limits)
    } catch let refusal as ArchiveRefusal {
      log.note(refusal.finding)
      return ValidationOutcome(
        report: report(delivery, log, files: [], films: .init(), votes: .init()), rejectedFiles: [], acceptedFiles: [],
        links: nil)
    }

    let selection = FileSelection(archive.entries)
    for check in Checks.ofSelection { check(selection, context, log) }

    let pass = DeliveryPass(
      archive: archive, selection: selection, log: log, rejected: rejected, consumer: consumer, progress: progress)
    let read = try pass.readAll(keptLinks: context.keptLinks)
    let facts = DeliveryFacts(
      settings: settings, context: context, tables: read.tables, films: read.films, votes: read.join)
    for check in Checks.ofDelivery { check(facts, log) }

    let report = report(
      delivery, log, files: read.fileSummaries, films: read.filmSummary, votes: read.voteSummary)
    let rejectedFiles = try rejected?.finish() ?? []
    guard report.verdict == .accepted, keepAccepted, let outputFolder else {
      return ValidationOutcome(report: report, rejectedFiles: rejectedFiles, acceptedFiles: [], links: nil)
    }
    pass.meter.enter(.keeping)
    let accepted = try AcceptedFiles.keep(selection, of: archive, in: outputFolder)
    let ownLinks = try accepted.first { $0.name == SeederWatchfolder.Name.links }.map {
      DeliveryManifest.LinksUsed(delivery: delivery, sha256: try AcceptedFiles.digest(ofFile: $0.path))
    }
    let keptLinks = context.keptLinks.map { DeliveryManifest.LinksUsed(delivery: $0.delivery, sha256: $0.sha256) }
    return ValidationOutcome(
      report: report, rejectedFiles: rejectedFiles, acceptedFiles: accepted, links: ownLinks ?? keptLinks)
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

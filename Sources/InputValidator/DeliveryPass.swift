import DataArchive
import DeliveryRecords
import Domain

/// One reading of a delivery: links first, because they say where a vote belongs; then films; then votes. Each file is
/// streamed once. A file that cannot be read does not stop the others, so that the provider hears everything at once.
final class DeliveryPass {
  /// What all files said.
  struct Result {
    var tables: [DeliveryFile: DeliveryFacts.Table] = [:]
    var films = FilmTally()
    var join: VoteJoin?
    var filmSummary = ValidationReport.FilmSummary()
    var voteSummary = ValidationReport.VoteSummary()

    /// In the order of `DeliveryFile`.
    var fileSummaries: [ValidationReport.FileSummary] {
      DeliveryFile.allCases.compactMap { file in
        tables[file].map {
          ValidationReport.FileSummary(
            name: file.rawValue, bytes: $0.entry.uncompressedBytes, crc32: hexadecimal($0.entry.crc32),
            records: $0.counts.records, quarantined: $0.counts.quarantined)
        }
      }
    }

    private func hexadecimal(_ crc32: UInt32) -> String {
      let digits = String(crc32, radix: 16)
      return String(repeating: "0", count: 8 - digits.utf8.count) + digits
    }
  }

  let meter: ProgressMeter
  private let archive: ZipArchive
  private let selection: FileSelection
  private let log: FindingLog
  private let rejected: RejectedFiles?
  private let consumer: (any DeliveryConsumer)?
  private var result = Result()

  init(
    archive: ZipArchive, selection: FileSelection, log: FindingLog, rejected: RejectedFiles?,
    consumer: (any DeliveryConsumer)?, progress: (@Sendable (InputValidator.Progress) -> Void)?
  ) {
    self.archive = archive
    self.selection = selection
    self.log = log
    self.rejected = rejected
    self.consumer = consumer
    let bytes = DeliveryFile.allCases.reduce(Int64(0)) { $0 + (selection[$1]?.uncompressedBytes ?? 0) }
    meter = ProgressMeter(bytesTotal: bytes, report: progress)
  }

  func readAll(keptLinks: ValidationContext.KeptLinks?) throws -> Result {
    let links = try readLinks(kept: keptLinks)
    if let links { try servedConsumer?.links(links) }
    try readMovies()
    try readRatings(links)
    return result
  }

  /// The consumer, as long as there is something to be made of what it is given.
  private var servedConsumer: (any DeliveryConsumer)? { log.hasErrors ? nil : consumer }

  private func readLinks(kept: ValidationContext.KeptLinks?) throws -> LinkTable? {
    meter.enter(.links)
    guard let entry = selection[.links] else {
      // A links.csv that is there twice is an error of its own; an old one must not stand in for it.
      guard let kept, selection.candidates[.links] == nil else { return nil }
      // What was wrong with the old file was said when it was delivered.
      let reader = LinkReader(log: SilentLog())
      try GzipFile(path: kept.path).read(reader.feed)
      return try reader.finish()
    }
    let reader = LinkReader(log: log)
    var table: LinkTable?
    try stream(.links, entry, feed: reader.feed, state: { (reader.counts, reader.isUsable) }) {
      table = try reader.finish()
    }
    return reader.isUsable ? table : nil
  }

  private func readMovies() throws {
    meter.enter(.movies)
    guard let entry = selection[.movies] else { return }
    let films = FilmTally(next: servedConsumer)
    let reader = MovieReader(log: log, consumer: films)
    try stream(.movies, entry, feed: reader.feed, state: { (reader.counts, reader.isUsable) }, finish: reader.finish)
    result.films = films
    result.filmSummary = reader.summary
  }

  private func readRatings(_ links: LinkTable?) throws {
    meter.enter(.ratings)
    guard let entry = selection[.ratings] else { return }
    let reader = RatingReader(log: log, links: links, consumer: links == nil ? nil : servedConsumer)
    try stream(.ratings, entry, feed: reader.feed, state: { (reader.counts, reader.isUsable) }, finish: reader.finish)
    let valid = reader.counts.standing
    guard let links else {
      result.voteSummary.valid = valid
      return
    }
    let join = VoteJoin(links: links, votesPerSlot: reader.votesPerSlot, linksAreOwn: selection[.links] != nil)
    result.voteSummary = join.summary(valid: valid, unlinked: reader.unlinked, films: result.films)
    result.join = join
  }

  /// Streams one file through its reader. After a fault that makes the rest meaningless the reader gets no more, but the
  /// archive goes on to the end: a damaged or hostile stream is worth hearing of in the same report.
  private func stream(
    _ file: DeliveryFile, _ entry: ZipEntry, feed: (UnsafeRawBufferPointer) throws -> Void,
    state: () -> (counts: RecordCounts, isUsable: Bool), finish: () throws -> Void
  ) throws {
    let header = HeaderCapture()
    rejected?.setHeader(header, of: file)
    var isWhole = false
    do {
      try archive.read(entry) { block in
        header.feed(block)
        if state().isUsable { try feed(block) }
        meter.advance(bytes: block.count, records: state().counts.records)
      }
      try finish()
      isWhole = state().isUsable
    } catch let refusal as ArchiveRefusal {
      log.note(refusal.finding)
    }
    result.tables[file] = DeliveryFacts.Table(
      entry: entry, counts: state().counts, isWhole: isWhole,
      rejectedFileIsFull: rejected?.isFull(file) ?? false)
  }
}

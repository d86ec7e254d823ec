import DataArchive
import DeliveryRecords
import Domain

/// One reading of a delivery, on two threads: links and then votes, because links say where a vote belongs; beside them films,
/// which cost a third of that, so that their thread copies the tables out of the zip afterwards, for the stages behind this
/// one. Each file is streamed once. A file that cannot be read does not stop the others, so that the provider hears
/// everything at once.
final class DeliveryPass {
  /// What all files said.
  struct Result {
    var tables: [DeliveryFile: DeliveryFacts.Table] = [:]
    var films = FilmTally()
    var join: VoteJoin?
    var filmSummary = ValidationReport.FilmSummary()
    var voteSummary = ValidationReport.VoteSummary()
    /// Worth nothing unless the delivery is accepted.
    var keptTables: [AcceptedTables.Kept] = []

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

  private let archive: ZipArchive
  private let selection: FileSelection
  private let tablesFolder: String?
  private let consumer: (any DeliveryConsumer)?
  private let stop: StopFlag
  private let links: FilePass
  private let movies: FilePass
  private let ratings: FilePass

  /// `rejected` is called once for each file.
  init(
    archive: ZipArchive, selection: FileSelection, settings: ProviderSettings,
    rejected: (DeliveryFile) -> RejectedFile?, tablesFolder: String?, consumer: (any DeliveryConsumer)?, stop: StopFlag,
    progress: (@Sendable (InputValidator.Progress) -> Void)?
  ) {
    self.archive = archive
    self.selection = selection
    self.tablesFolder = tablesFolder
    self.consumer = consumer
    let bytes = DeliveryFile.allCases.reduce(Int64(0)) { $0 + (selection[$1]?.uncompressedBytes ?? 0) }
    let meter = ProgressMeter(bytesTotal: bytes, stop: stop, report: progress)
    self.stop = stop
    func pass(_ file: DeliveryFile) -> FilePass {
      FilePass(file, of: selection, in: archive, settings: settings, rejected: rejected(file), meter: meter)
    }
    links = pass(.links)
    movies = pass(.movies)
    ratings = pass(.ratings)
  }

  /// Reads everything and adds what is found to `log`: of links, then of films, then of votes. The consumer is served only
  /// while nothing that was found before rejects the delivery, as there is nothing to be made of it then.
  func readAll(keptLinks: ValidationContext.KeptLinks?, log: FindingLog) throws -> Result {
    let mayBeAccepted = !log.hasErrors
    let consumer = mayBeAccepted ? consumer : nil
    let results = try SideBySide.run {
      try orStopped {
        let films = try readMovies(consumer: consumer)
        return (films, mayBeAccepted && !movies.log.hasErrors ? try copyTables() : [])
      }
    } _: {
      try orStopped {
        let table = try readLinks(kept: keptLinks)
        let consumer = table == nil || links.log.hasErrors ? nil : consumer
        if let table { try consumer?.links(table) }
        return (table, try readRatings(table, consumer: consumer))
      }
    }
    let ((films, tables), (table, votes)) = try SideBySide.values(results)
    for pass in [links, movies, ratings] { log.add(pass.log) }
    var result = result(films, votes, table)
    result.keptTables = tables
    return result
  }

  private func copyTables() throws -> [AcceptedTables.Kept] {
    guard let tablesFolder else { return [] }
    return try AcceptedTables.copy(selection, of: archive, to: tablesFolder, check: stop.check)
  }

  private func readLinks(kept: ValidationContext.KeptLinks?) throws -> LinkTable? {
    guard selection[.links] != nil else {
      // A links.csv that is there twice is an error of its own; an old one must not stand in for it.
      guard let kept, selection.candidates[.links] == nil else { return nil }
      // What was wrong with the old file was said when it was delivered.
      let reader = LinkReader(log: SilentLog())
      try GzipFile(path: kept.path).read(reader.feed)
      return try reader.finish()
    }
    let reader = LinkReader(log: links.log)
    var table: LinkTable?
    try links.stream(feed: reader.feed, state: { (reader.counts, reader.isUsable) }) { table = try reader.finish() }
    return reader.isUsable ? table : nil
  }

  private func readMovies(
    consumer: (any DeliveryConsumer)?
  ) throws -> (tally: FilmTally, summary: ValidationReport.FilmSummary) {
    let tally = FilmTally(next: consumer)
    let reader = MovieReader(log: movies.log, consumer: tally)
    try movies.stream(feed: reader.feed, state: { (reader.counts, reader.isUsable) }, finish: reader.finish)
    return (tally, reader.summary)
  }

  private func readRatings(_ links: LinkTable?, consumer: (any DeliveryConsumer)?) throws -> RatingReader {
    let reader = RatingReader(log: ratings.log, links: links, consumer: consumer)
    try ratings.stream(feed: reader.feed, state: { (reader.counts, reader.isUsable) }, finish: reader.finish)
    return reader
  }

  /// When one of two readings fails, the other need not go on.
  private func orStopped<Value>(_ read: () throws -> Value) throws -> Value {
    do {
      return try read()
    } catch {
      stop.set()
      throw error
    }
  }

  private func result(
    _ films: (tally: FilmTally, summary: ValidationReport.FilmSummary), _ votes: RatingReader, _ linkTable: LinkTable?
  ) -> Result {
    var result = Result(films: films.tally, filmSummary: films.summary)
    for pass in [links, movies, ratings] { result.tables[pass.file] = pass.table }
    guard selection[.ratings] != nil else { return result }
    let valid = votes.counts.standing
    guard let linkTable else {
      result.voteSummary.valid = valid
      return result
    }
    let join = VoteJoin(links: linkTable, votesPerSlot: votes.votesPerSlot, linksAreOwn: selection[.links] != nil)
    result.voteSummary = join.summary(valid: valid, unlinked: votes.unlinked, films: result.films)
    result.join = join
    return result
  }
}

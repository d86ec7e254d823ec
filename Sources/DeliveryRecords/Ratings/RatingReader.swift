import CSVReading
import Domain

/// Reads ratings.csv: from blocks of bytes to blocks of votes.
///
/// Under the usual header the rows go through `PlainRatingRows`; a row that is not plain, or lies over two blocks of bytes,
/// goes through the CSV reader, and the plain rows after it are plain again. Both share the counting of lines and records,
/// so that what a finding says does not depend on how a row was read. Under any other header all rows take the second way.
package final class RatingReader: RecordReader {
  private let consumer: (any VoteConsumer)?
  private var columns: RatingColumns?
  private let years = YearTable()
  private var block = VoteBlock()
  private var tally: VoteTally?
  private var unlinkedSamples = 0

  /// Without `links` no vote has a slot, and none is `rating-unlinked`.
  package convenience init(log: any RecordLog, links: LinkTable?, consumer: (any VoteConsumer)? = nil) {
    self.init(log: log, links: links, consumer: consumer, maximumRecords: TableReader.maximumRecords)
  }

  init(log: any RecordLog, links: LinkTable?, consumer: (any VoteConsumer)?, maximumRecords: Int) {
    self.consumer = consumer
    if let links { tally = VoteTally(links: links) }
    super.init(.ratings, log: log, maximumRecords: maximumRecords)
  }

  /// Votes by slot of the links; empty without links. Complete after `finish`.
  package var votesPerSlot: [Int] { tally?.votesPerSlot ?? [] }
  /// Votes whose movieId is not in the links; 0 without links. Complete after `finish`.
  package var unlinked: Int { tally?.unlinked ?? 0 }

  package override func feed(_ bytes: UnsafeRawBufferPointer) throws {
    var offset = 0
    while true {
      if columns?.isUsual == true, table.isAtRowStart { try readPlainRows(bytes, at: &offset) }
      switch try table.step(in: bytes, at: &offset) {
      case .row(let row): try read(row)
      case .other: continue
      case .starved: return
      }
    }
  }

  /// To be called once, after the last block.
  package func finish() throws {
    try readRest()
    try flush()
  }

  /// Reads plain rows until one is not, the block of bytes nears its end, or the record limit is reached.
  private func readPlainRows(_ bytes: UnsafeRawBufferPointer, at offset: inout Int) throws {
    while true {
      if block.isFull || !block.isContinued(line: table.nextLine, number: table.counts.records + 1) { try flush() }
      let limit = min(VoteBlock.capacity - block.count, table.maximumRecords - table.counts.records)
      let count = PlainRatingRows.parse(bytes, at: &offset, limit: limit, years: years, into: block)
      if count > 0 { append(count, line: table.nextLine, number: table.counts.records + 1) }
      table.pass(rows: count)
      guard count == limit, limit > 0 else { return }
    }
  }

  override func read(_ row: TableRow) throws {
    if columns == nil { columns = table.header.flatMap(RatingColumns.init) }
    guard let columns else { return }  // there are rows only under a header that has all four
    let vote: RatingCells
    do throws(RecordFault) {
      vote = try RatingCells(row, columns)
    } catch {
      return try table.quarantine(row, error)
    }
    if block.isFull || !block.isContinued(line: row.record.line, number: row.number) { try flush() }
    block.movieIDs[block.count] = vote.movieID
    block.halfSteps[block.count] = vote.halfSteps
    block.years[block.count] = years.year(of: vote.seconds)
    append(1, line: row.record.line, number: row.number)
  }

  private func append(_ count: Int, line: Int, number: Int) {
    if block.count == 0 {
      block.firstLine = line
      block.firstNumber = number
    }
    block.count += count
  }

  private func flush() throws {
    guard block.count > 0 else { return }
    let unlinked = tally?.resolve(block) ?? 0
    if unlinked > 0 { noteUnlinked(unlinked) }
    try consumer?.votes(block)
    block.count = 0
  }

  /// One by one while samples are wanted; then, since all votes may be so, a block at a time.
  private func noteUnlinked(_ count: Int) {
    var left = count
    for index in 0..<block.count where block.slots[index] < 0 {
      let movieID = block.movieIDs[index]
      let finding = { [block = (line: block.firstLine, number: block.firstNumber)] in
        Finding(
          .ratingUnlinked, file: DeliveryFile.ratings.rawValue, line: block.line + index, record: block.number + index,
          column: "movieId", value: String(movieID),
          message: "Film \(movieID) is not in links.csv, so the vote reaches no film.")
      }
      guard unlinkedSamples < ValidationReport.samplesPerCode else {
        log.note(.ratingUnlinked, times: left, finding())
        return
      }
      log.note(.ratingUnlinked, finding())
      unlinkedSamples += 1
      left -= 1
    }
  }
}

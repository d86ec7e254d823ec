/// What the readers of the three files share: they are fed the bytes of a file and count its records.
package class RecordReader {
  final let log: any RecordLog
  final var table: TableReader

  init(_ file: DeliveryFile, log: any RecordLog, maximumRecords: Int) {
    self.log = log
    table = TableReader(file, log: log, maximumRecords: maximumRecords)
  }

  package final var counts: RecordCounts { table.counts }
  package final var records: Int { table.counts.records }
  package final var quarantined: Int { table.counts.quarantined }
  /// Whether the file could be read so far; what is fed after a fault that makes the rest meaningless is ignored.
  package final var isUsable: Bool { table.isUsable }

  /// Takes the next bytes of the file, split anywhere.
  package func feed(_ block: UnsafeRawBufferPointer) throws {
    var offset = 0
    while let row = try table.nextRow(in: block, at: &offset) { try read(row) }
  }

  /// Reads what is left when there are no more blocks.
  final func readRest() throws {
    if let row = try table.lastRow() { try read(row) }
    try table.close()
  }

  /// Takes the next whole row; each reader has its own way.
  func read(_ row: TableRow) throws { preconditionFailure("\(Self.self) does not read rows") }
}

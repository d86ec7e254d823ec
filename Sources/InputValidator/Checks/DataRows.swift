import DataArchive
import DeliveryRecords
import Domain

/// `no-data-rows`: a file with nothing below its header. An empty links.csv is an error too: it would part every film from
/// its votes without a word, where a delivery without links.csv goes on with the newest one kept.
enum DataRows {
  static func check(_ facts: DeliveryFacts, _ log: FindingLog) {
    for file in DeliveryFile.allCases {
      guard let table = facts.tables[file], table.isWhole, table.counts.records == 0 else { continue }
      log.note(
        .noDataRows,
        Finding(
          .noDataRows, file: file.rawValue,
          message: table.entry.uncompressedBytes == 0
            ? "\(file.rawValue) is empty: it has not even a header."
            : "\(file.rawValue) has no record below its header.",
          fix: file == .links
            ? "Export links.csv again, or leave it out of the zip: then the newest one kept is used." : nil))
    }
  }
}

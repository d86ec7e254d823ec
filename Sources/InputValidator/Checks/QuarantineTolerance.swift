import DeliveryRecords
import Domain

/// `too-many-quarantined`: more of a file was put aside than the provider's tolerance allows.
///
/// Records are weighed as `RecordCounts` has it: a quote that is never closed makes one record of all that follows it, and
/// a file cut in half that way must not pass as "one bad record".
enum QuarantineTolerance {
  static func check(_ facts: DeliveryFacts, _ log: FindingLog) {
    let perMillion = facts.settings.tolerance.quarantinedPerMillion
    for file in DeliveryFile.allCases {
      guard let table = facts.tables[file], table.isWhole else { continue }
      let (weight, total) = (table.counts.quarantinedWeight, table.counts.weighed)
      // 128 bits, because a file may have 2^32 records and a setting any value.
      guard Int128(weight) * 1_000_000 > Int128(total) * Int128(perMillion) else { continue }
      log.note(
        .tooManyQuarantined,
        Finding(
          .tooManyQuarantined, file: file.rawValue, message: message(file, table, perMillion)))
    }
  }

  private static func message(
    _ file: DeliveryFile, _ table: DeliveryFacts.Table, _ perMillion: Int
  ) -> String {
    let records = table.counts.quarantined
    let weight = table.counts.quarantinedWeight
    var message = "\(Numbers.counted(records, "record")) of \(Numbers.grouped(table.counts.records)) "
    message += records == 1 ? "was quarantined" : "were quarantined"
    if weight != records {
      message += records == 1 ? ", which takes up " : ", which take up "
      message += "\(Numbers.grouped(weight)) lines and so may stand for as many records"
    }
    message +=
      ": \(Numbers.percent(weight, of: table.counts.weighed)); \(Numbers.percent(perMillion, of: 1_000_000)) is allowed."
    if table.rejectedFileIsFull {
      message += " \(RejectedFile.name(of: file)) holds only the first of them, up to its size limit."
    }
    return message
  }
}

import DeliveryRecords
import Domain

/// `missing-file`: the films or the votes are not in the zip. Names what looks like the missing file, if anything does.
enum RequiredFiles {
  static func check(_ selection: FileSelection, _ context: ValidationContext, _ log: FindingLog) {
    for file in [DeliveryFile.movies, .ratings] where selection.candidates[file] == nil {
      let near = NearMiss(of: file, among: selection.ignored)
      log.note(
        .missingFile,
        Finding(
          .missingFile, file: file.rawValue,
          message: "The zip has no \(file.rawValue)" + (near.map { "; it has '\($0.name)'." } ?? "."),
          fix: near.map { "\($0.fix) Then make the zip again and upload it." }))
    }
  }
}

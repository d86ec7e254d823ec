import DataArchive
import DeliveryRecords
import Domain

/// `duplicate-file`: a file lies in the zip at two accepted places, and nothing says which one is meant.
enum DuplicateFiles {
  static func check(_ selection: FileSelection, _ context: ValidationContext, _ log: FindingLog) {
    for file in DeliveryFile.allCases {
      guard let entries = selection.candidates[file], entries.count > 1 else { continue }
      let names = entries.map { "'\(FindingValue.shown($0.name))'" }.joined(separator: ", ")
      log.note(
        .duplicateFile,
        Finding(
          .duplicateFile, file: file.rawValue,
          message: "\(file.rawValue) is in the zip \(entries.count) times: \(names)."))
    }
  }
}

import DataArchive
import DeliveryRecords
import Domain

/// `ignored-file`: entries that are none of the three files.
enum IgnoredFiles {
  static func check(_ selection: FileSelection, _ context: ValidationContext, _ log: FindingLog) {
    for entry in selection.ignored {
      log.note(
        .ignoredFile,
        Finding(
          .ignoredFile, file: FindingValue.shown(entry.name),
          message: "'\(FindingValue.shown(entry.name))' is not one of the files that are read; it was ignored."))
    }
  }
}

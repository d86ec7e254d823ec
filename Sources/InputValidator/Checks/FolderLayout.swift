import DataArchive
import DeliveryRecords
import Domain

/// `files-in-folder`: the files are read from one folder level down, which is accepted.
enum FolderLayout {
  static func check(_ selection: FileSelection, _ context: ValidationContext, _ log: FindingLog) {
    for file in DeliveryFile.allCases {
      guard let entry = selection[file], selection.isInFolder(entry) else { continue }
      log.note(
        .filesInFolder,
        Finding(
          .filesInFolder, file: file.rawValue, value: entry.name,
          message: "\(file.rawValue) lies in a folder of the zip; it was read from there."))
    }
  }
}

import DataArchive
import DeliveryRecords

/// Which entry of the zip is which file: by exact name, at the root or one folder level down.
struct FileSelection: Sendable {
  /// The entries that carry each file's name at an accepted place: one is wanted.
  let candidates: [DeliveryFile: [ZipEntry]]
  /// Everything else, in directory order.
  let ignored: [ZipEntry]

  init(_ entries: [ZipEntry]) {
    var candidates: [DeliveryFile: [ZipEntry]] = [:]
    var ignored: [ZipEntry] = []
    for entry in entries {
      let parts = entry.name.split(separator: "/", omittingEmptySubsequences: false)
      // The Finder puts resource forks beside the files, under their names, in a folder of its own.
      if parts.count <= 2, parts[0] != "__MACOSX", let file = DeliveryFile(rawValue: String(parts.last ?? "")) {
        candidates[file, default: []].append(entry)
      } else {
        ignored.append(entry)
      }
    }
    self.candidates = candidates
    self.ignored = ignored
  }

  /// The entry to read; `nil` when the file is missing or nothing says which of two is meant.
  subscript(file: DeliveryFile) -> ZipEntry? {
    guard let entries = candidates[file], entries.count == 1 else { return nil }
    return entries[0]
  }

  func isInFolder(_ entry: ZipEntry) -> Bool { entry.name.contains("/") }
}

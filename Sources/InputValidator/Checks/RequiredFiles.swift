import DataArchive
import DeliveryRecords
import Domain

/// `missing-file`: the films or the votes are not in the zip. Names what looks like the missing file, if anything does.
enum RequiredFiles {
  static func check(_ selection: FileSelection, _ context: ValidationContext, _ log: FindingLog) {
    for file in [DeliveryFile.movies, .ratings] where selection.candidates[file] == nil {
      let near = nearMiss(of: file, among: selection.ignored)
      log.note(
        .missingFile,
        Finding(
          .missingFile, file: file.rawValue,
          message: "The zip has no \(file.rawValue)" + (near.map { "; it has '\(FindingValue.shown($0.name))'." } ?? "."),
          fix: near.map { "\(fix(file, $0)) Then make the zip again and upload it." }))
    }
  }

  private static func fix(_ file: DeliveryFile, _ near: NearMiss) -> String {
    near.isTooDeep
      ? "Move \(file.rawValue) to the top of the zip or into one folder; deeper ones are not searched."
      : "If '\(FindingValue.shown(near.name))' is the file, name it exactly \(file.rawValue), in lower case."
  }

  private struct NearMiss {
    let name: String
    let isTooDeep: Bool
  }

  /// The entry a person would take for the file: the right name too deep, else the same name in other case, else one that
  /// begins alike (`ratings_small.csv`, `movies metadata (1).csv`). The first in the zip of each kind.
  private static func nearMiss(of file: DeliveryFile, among entries: [ZipEntry]) -> NearMiss? {
    let names = entries.map(\.name).filter { !$0.hasPrefix("__MACOSX/") }
    func base(_ name: String) -> Substring { name.split(separator: "/").last ?? "" }
    if let deep = names.first(where: { base($0) == file.rawValue }) { return NearMiss(name: deep, isTooDeep: true) }
    if let cased = names.first(where: { base($0).lowercased() == file.rawValue }) {
      return NearMiss(name: cased, isTooDeep: false)
    }
    let stem = file == .movies ? "movie" : "rating"
    return names.first { base($0).lowercased().hasPrefix(stem) }.map { NearMiss(name: $0, isTooDeep: false) }
  }
}

import DataArchive
import DeliveryRecords
import Domain

/// An entry of the zip that a person would take for a missing file.
struct NearMiss {
  let name: String
  private let file: DeliveryFile
  private let isTooDeep: Bool

  /// The right name too deep, else the same name in other case, else one that begins alike (`ratings_small.csv`,
  /// `movies metadata (1).csv`); of each kind the first in the zip.
  init?(of file: DeliveryFile, among entries: [ZipEntry]) {
    let names = entries.map(\.name).filter { !$0.hasPrefix("__MACOSX/") }
    func base(_ name: String) -> Substring { name.split(separator: "/").last ?? "" }
    func first(_ matches: (Substring) -> Bool) -> String? { names.first { matches(base($0)) } }
    let stem: String =
      switch file {
      case .movies: "movie"
      case .ratings: "rating"
      case .links: "link"
      }
    let deep = first { $0 == file.rawValue }
    guard let name = deep ?? first({ $0.lowercased() == file.rawValue }) ?? first({ $0.lowercased().hasPrefix(stem) })
    else { return nil }
    self.file = file
    self.name = FindingValue.shown(name)
    isTooDeep = deep != nil
  }

  /// What to do if it is the file, in one sentence.
  var fix: String {
    isTooDeep
      ? "Move \(file.rawValue) to the top of the zip or into one folder; deeper ones are not searched."
      : "If '\(name)' is the file, name it exactly \(file.rawValue), in lower case."
  }
}

/// The forms an answer can have, chosen by the ending of the path, so that caches need no `Vary`.
enum Format: String, CaseIterable, Sendable {
  case json
  case csv
  case ndjson

  var contentType: String {
    switch self {
    case .json: "application/json"
    case .csv: "text/csv; charset=utf-8; header=present"
    case .ndjson: "application/x-ndjson"
    }
  }

  /// The content type without its parameters.
  var mediaType: String {
    switch self {
    case .json: "application/json"
    case .csv: "text/csv"
    case .ndjson: "application/x-ndjson"
    }
  }

  /// Takes `.json`, `.csv` or `.ndjson` off the last part of a path; `nil` when it ends in none of them.
  static func taken(from part: inout String) -> Format? {
    for format in allCases where part.hasSuffix(".\(format)") && part.utf8.count > format.rawValue.utf8.count + 1 {
      part.removeLast(format.rawValue.utf8.count + 1)
      return format
    }
    return nil
  }
}

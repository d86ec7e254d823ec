import Foundation

/// A file of profiles as AWS's tools share them: `[section]`, then `key = value` lines.
struct SharedFile {
  private var sections: [String: [String: String]] = [:]

  /// What lies at `path`; nothing if there is no such file.
  init(path: String) throws {
    var text = ""
    if FileManager.default.fileExists(atPath: path) {
      do {
        text = String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
      } catch {
        throw CredentialsFailure.error("\(path) cannot be read; check its rights", error)
      }
    }
    self.init(text: text)
  }

  init(text: String) {
    var section: String?
    for line in text.split(whereSeparator: \.isNewline) {
      // An indented line belongs to a nested setting (`s3 =`), none of which concerns us.
      guard let first = line.first, first != "#", first != ";", !first.isWhitespace else { continue }
      if first == "[" {
        let name = line.dropFirst().prefix { $0 != "]" }
        section = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        sections[section!] = sections[section!] ?? [:]
      } else if let section, let equals = line.firstIndex(of: "=") {
        var value = line[line.index(after: equals)...]
        if let comment = value.firstRange(of: " #") ?? value.firstRange(of: " ;") {
          value = value[..<comment.lowerBound]
        }
        let key = line[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
        sections[section]![key] = value.trimmingCharacters(in: .whitespaces)
      }
    }
  }

  subscript(section: String) -> [String: String]? { sections[section] }
}

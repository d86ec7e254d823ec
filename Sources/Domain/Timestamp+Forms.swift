extension Timestamp {
  /// `20261122T134509120Z`: for names of files and keys; sorted by name is sorted by time.
  package var compact: String { description.filter { $0 != "-" && $0 != ":" && $0 != "." } }

  /// `2026-11-22 13:45:09 UTC`: for people; whole seconds.
  package var readable: String {
    let text = description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8)) UTC"
  }
}

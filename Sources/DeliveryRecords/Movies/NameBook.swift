/// The first name that each company, or each genre, has in the file: that one is served.
struct NameBook {
  private var names: [Int64: String] = [:]

  /// The name that stands for `id`: an earlier one, or else `name` from now on.
  mutating func standing(_ name: String, of id: Int64) -> String {
    if let first = names[id] { return first }
    names[id] = name
    return name
  }
}

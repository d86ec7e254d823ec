/// The first record of each film's id: later ones are copies of it, or differ from it.
///
/// Memory: about 50 bytes a film.
struct FirstMovies {
  struct Record {
    let line: Int
    let fingerprint: UInt64
  }

  private var records: [Int64: Record] = [:]

  /// The record that has taken `id` before; `nil` when this one takes it now.
  mutating func claim(_ id: Int64, _ record: Record) -> Record? {
    guard let first = records.updateValue(record, forKey: id) else { return nil }
    records[id] = first
    return first
  }
}

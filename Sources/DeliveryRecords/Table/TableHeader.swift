/// Where the columns of a table are.
struct TableHeader {
  /// Fields of the header, and therefore of every whole record.
  let fieldCount: Int
  /// The names without outer spaces, in the order of the file; at most as many as the CSV reader keeps positions of.
  let names: [String]
  private let positions: [String: Int]

  init(fieldCount: Int, names: [String]) {
    self.fieldCount = fieldCount
    self.names = names
    positions = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func position(of column: String) -> Int? { positions[column] }

  /// The name of the column at `index`, or its number where it has none.
  func label(of index: Int) -> String {
    index < names.count && !names[index].isEmpty ? names[index] : "column \(index + 1)"
  }
}

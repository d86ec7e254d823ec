import CSVReading
import Domain

/// What a film cannot be kept without, in the order in which it is checked.
struct RequiredMovieCells {
  /// A number that may be blank.
  struct Amount: Equatable {
    /// In dollars, or millionths for popularity; `nil` is blank.
    let value: Int64?
    let isRounded: Bool
  }

  let id: Int64
  let budget: Amount
  let revenue: Amount
  let popularity: Amount

  /// Parses the lists into those given.
  init(
    _ row: TableRow, _ columns: MovieColumns, genres: inout NamedIDList, companies: inout NamedIDList
  ) throws(RecordFault) {
    id = try Self.id(row, columns.id)
    budget = try Self.amount(row, columns.budget, "budget", decimals: 0)
    revenue = try Self.amount(row, columns.revenue, "revenue", decimals: 0)
    popularity = try Self.amount(row, columns.popularity, "popularity", decimals: 6)
    try Self.list(row, columns.genres, "genres", into: &genres)
    try Self.list(row, columns.companies, "production_companies", into: &companies)
  }

  private static func id(_ row: TableRow, _ index: Int) throws(RecordFault) -> Int64 {
    let cell = row.record.field(index)
    guard !cell.isCut, let id = WholeNumber.readID(cell.bytes) else {
      throw RecordFault(.invalidID, "id", cell, "The id is no whole number from 1 to \(Int64.max).")
    }
    return id
  }

  private static func amount(
    _ row: TableRow, _ index: Int, _ column: String, decimals: Int
  ) throws(RecordFault) -> Amount {
    let cell = row.record.field(index)
    // Only the beginning of a cell above 16 MiB is kept: whatever it says, it does not fit.
    switch cell.isCut ? .tooLarge : DecimalNumber.read(cell.bytes, decimals: decimals) {
    case .blank: return Amount(value: nil, isRounded: false)
    case .value(let value, let isRounded): return Amount(value: value, isRounded: isRounded)
    case .notANumber:
      throw RecordFault(.invalidNumber, column, cell, "The \(column) is no number.")
    case .negative:
      throw RecordFault(.numberOutOfRange, column, cell, "The \(column) is negative.")
    case .tooLarge:
      let limit = decimals == 0 ? Int64.max : Int64.max / 1_000_000
      throw RecordFault(.numberOutOfRange, column, cell, "The \(column) does not fit: at most \(limit) can be kept.")
    }
  }

  private static func list(
    _ row: TableRow, _ index: Int, _ column: String, into list: inout NamedIDList
  ) throws(RecordFault) {
    let cell = row.record.field(index)
    do throws(ListFault) {
      try list.parse(cell.bytes)
    } catch {
      let message = "The list cannot be read: at byte \(error.offset + 1), \(error.message)."
      throw RecordFault(error.kind == .tooDeep ? .listTooDeep : .invalidList, column, cell, message)
    }
    if cell.isCut {
      throw RecordFault(.invalidList, column, cell, "The list has \(cell.byteCount) bytes: too many.")
    }
  }
}

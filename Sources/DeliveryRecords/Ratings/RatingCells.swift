import CSVReading
import Domain

/// Where the four columns stand in ratings.csv.
struct RatingColumns {
  let userID: Int
  let movieID: Int
  let rating: Int
  let timestamp: Int
  /// These four in their usual order and no other: rows may be read by `PlainRatingRows`.
  let isUsual: Bool

  /// `nil` when a column is missing.
  init?(_ header: TableHeader) {
    guard let userID = header.position(of: "userId"), let movieID = header.position(of: "movieId"),
      let rating = header.position(of: "rating"), let timestamp = header.position(of: "timestamp")
    else { return nil }
    self.userID = userID
    self.movieID = movieID
    self.rating = rating
    self.timestamp = timestamp
    isUsual = header.fieldCount == 4 && userID == 0 && movieID == 1 && rating == 2 && timestamp == 3
  }
}

/// One vote, read from a row in any allowed form. The rules of a good vote; `PlainRatingRows` knows a part of the same.
struct RatingCells {
  let movieID: Int64
  /// 1 to 10.
  let halfSteps: UInt8
  /// Below `YearTable.endSeconds`.
  let seconds: UInt64

  init(_ row: TableRow, _ columns: RatingColumns) throws(RecordFault) {
    _ = try Self.id(row.record.field(columns.userID), "userId")
    movieID = try Self.id(row.record.field(columns.movieID), "movieId")

    let rating = row.record.field(columns.rating)
    guard !rating.isCut, case .value(let millionths, false) = DecimalNumber.read(rating.bytes, decimals: 6),
      millionths % 500_000 == 0, (1...10).contains(millionths / 500_000)
    else {
      throw RecordFault(.invalidRating, "rating", rating, "The rating is none of 0.5, 1.0, 1.5 … 5.0.")
    }
    halfSteps = UInt8(millionths / 500_000)

    let timestamp = row.record.field(columns.timestamp)
    guard !timestamp.isCut, let seconds = WholeNumber.read(timestamp.bytes), UInt64(seconds) < YearTable.endSeconds
    else {
      throw RecordFault(
        .invalidTimestamp, "timestamp", timestamp,
        "The timestamp is no whole number of seconds in the years 1970 to 2100.")
    }
    self.seconds = UInt64(seconds)
  }

  private static func id(_ cell: CSVField, _ column: String) throws(RecordFault) -> Int64 {
    guard !cell.isCut, let id = WholeNumber.readID(cell.bytes) else {
      throw RecordFault(.invalidID, column, cell, "The \(column) is no whole number from 1 to \(Int64.max).")
    }
    return id
  }
}

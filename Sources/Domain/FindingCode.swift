/// The catalogue of findings: every code the validator can write, with its default severity, why it matters, an example
/// and the fix. `docs/findings.md` is compared with it in the tests.
package enum FindingCode: String, Codable, Sendable, CaseIterable {
  // The zip
  case notAZip = "not-a-zip"
  case zipDamaged = "zip-damaged"
  case zipEncrypted = "zip-encrypted"
  case zipMethodUnsupported = "zip-method-unsupported"
  case zipUnsafeName = "zip-unsafe-name"
  case zipSymlink = "zip-symlink"
  case zipOverlap = "zip-overlap"
  case zipDuplicateEntry = "zip-duplicate-entry"
  case zipTooManyEntries = "zip-too-many-entries"
  case zipTooLarge = "zip-too-large"
  case zipRatioTooHigh = "zip-ratio-too-high"

  // The files in it
  case missingFile = "missing-file"
  case duplicateFile = "duplicate-file"
  case filesInFolder = "files-in-folder"
  case ignoredFile = "ignored-file"
  case linksReused = "links-reused"
  case ratingsUnjoinable = "ratings-unjoinable"

  // The tables in them
  case noDataRows = "no-data-rows"
  case missingColumn = "missing-column"
  case missingOptionalColumn = "missing-optional-column"
  case duplicateColumn = "duplicate-column"
  case unknownColumn = "unknown-column"
  case byteOrderMark = "byte-order-mark"
  case notUTF8 = "not-utf8"
  case tooManyRecords = "too-many-records"
  case tooManyQuarantined = "too-many-quarantined"
  case suspiciousShrink = "suspicious-shrink"
  case totalsOverflow = "totals-overflow"

  // Records that are quarantined
  case wrongFieldCount = "wrong-field-count"
  case strayQuote = "stray-quote"
  case invalidID = "invalid-id"
  case invalidNumber = "invalid-number"
  case numberOutOfRange = "number-out-of-range"
  case invalidRating = "invalid-rating"
  case invalidTimestamp = "invalid-timestamp"
  case invalidList = "invalid-list"
  case listTooDeep = "list-too-deep"

  // Records that are kept
  case duplicateID = "duplicate-id"
  case duplicateIDDiffers = "duplicate-id-differs"
  case duplicateListElement = "duplicate-list-element"
  case nameDiffers = "name-differs"
  case blankReleaseDate = "blank-release-date"
  case invalidReleaseDate = "invalid-release-date"
  case notReleased = "not-released"
  case budgetUnknown = "budget-unknown"
  case revenueUnknown = "revenue-unknown"
  case smallAmount = "small-amount"
  case popularityUnknown = "popularity-unknown"
  case numberRounded = "number-rounded"
  case optionalValueInvalid = "optional-value-invalid"
  case valueShortened = "value-shortened"
  case longCell = "long-cell"
  case blankLine = "blank-line"
  case blankTmdbID = "blank-tmdb-id"
  case ratingUnlinked = "rating-unlinked"
  case linkWithoutFilm = "link-without-film"

  /// One row of the catalogue.
  package struct Entry: Sendable {
    package let severity: Severity
    package let why: String
    package let example: String
    package let fix: String
  }

  /// Every code has exactly one entry; the compiler sees to it.
  package var entry: Entry {
    switch self {
    case .notAZip, .zipDamaged, .zipEncrypted, .zipMethodUnsupported, .zipUnsafeName, .zipSymlink, .zipOverlap,
      .zipDuplicateEntry, .zipTooManyEntries, .zipTooLarge, .zipRatioTooHigh:
      archiveEntry
    case .missingFile, .duplicateFile, .filesInFolder, .ignoredFile, .linksReused, .ratingsUnjoinable, .noDataRows,
      .missingColumn, .missingOptionalColumn, .duplicateColumn, .unknownColumn, .byteOrderMark, .notUTF8,
      .tooManyRecords, .tooManyQuarantined, .suspiciousShrink, .totalsOverflow:
      fileEntry
    case .wrongFieldCount, .strayQuote, .invalidID, .invalidNumber, .numberOutOfRange, .invalidRating,
      .invalidTimestamp, .invalidList, .listTooDeep:
      quarantineEntry
    case .duplicateID, .duplicateIDDiffers, .duplicateListElement, .nameDiffers, .blankReleaseDate,
      .invalidReleaseDate, .notReleased, .budgetUnknown, .revenueUnknown, .smallAmount, .popularityUnknown,
      .numberRounded, .optionalValueInvalid, .valueShortened, .longCell, .blankLine, .blankTmdbID, .ratingUnlinked,
      .linkWithoutFilm:
      keptEntry
    }
  }

  /// The code's place in the catalogue, for counters kept in an array.
  package var index: Int { Self.indexes[self]! }

  private static let indexes = Dictionary(uniqueKeysWithValues: allCases.enumerated().map { ($1, $0) })
}

extension FindingCode {
  /// The part of the catalogue about records that are put aside: counted, and written to `rejected-….csv`.
  var quarantineEntry: Entry {
    switch self {
    case .wrongFieldCount:
      Entry(
        severity: .warning, why: "With too few or too many fields nothing says which value belongs to which column.",
        example: "A line break inside an unquoted overview, which cuts a film in two; a quote that is never closed.",
        fix: "Quote cells that hold commas, quotes or line breaks, and double the quotes in them (RFC 4180).")
    case .strayQuote:
      Entry(
        severity: .warning,
        why: "Text follows the closing quote of a cell, so the quotes of the record are not paired.",
        example: "`\"Led by \"Woody\" …\"`.", fix: "Double every quote inside a quoted cell.")
    case .invalidID:
      Entry(
        severity: .warning, why: "A record without a usable key can neither be joined nor replaced.",
        example: "`1997-08-20`, `0`, `-5`, blank, a number beyond 9,223,372,036,854,775,807.",
        fix: "Write the id as a positive whole number.")
    case .invalidNumber:
      Entry(
        severity: .warning, why: "A value that the figures need is no number.",
        example: "budget `/ff9qCepilowshEtG2GYWwzt2bs4.jpg`, popularity `nan`.",
        fix: "Write a plain decimal number, or leave the cell blank if it is not known.")
    case .numberOutOfRange:
      Entry(
        severity: .warning, why: "A number that is negative or does not fit would spoil every sum it enters.",
        example: "revenue `-1`, budget `1e400`.",
        fix: "Write a number of at least 0 that fits 64 bits, or leave the cell blank if it is not known.")
    case .invalidRating:
      Entry(
        severity: .warning, why: "Votes are half steps from 0.5 to 5.0.", example: "`0`, `3.7`, `6`, blank.",
        fix: "Write 0.5, 1.0, 1.5 … 5.0.")
    case .invalidTimestamp:
      Entry(
        severity: .warning, why: "The year of the vote comes from its time, in seconds since 1970.",
        example: "`2015-03-09`, milliseconds, a moment after the year 2100.",
        fix: "Write whole seconds since 1970-01-01 UTC.")
    case .invalidList:
      Entry(
        severity: .warning,
        why: "Without its companies or genres a film would be missing from their figures in silence.",
        example: "`False`, `[{'name': 'X', 'id': 3}` without the closing bracket, an element without id.",
        fix: "Write a JSON array or a Python list of objects with `id` and `name`; `[]` for none.")
    case .listTooDeep:
      Entry(
        severity: .warning, why: "Companies and genres are one level deep; deeper than 16 is a mistake or an attack.",
        example: "`[[[[…`.", fix: "Write a flat list of objects with `id` and `name`.")
    default: preconditionFailure("\(rawValue) does not quarantine a record")
    }
  }
}

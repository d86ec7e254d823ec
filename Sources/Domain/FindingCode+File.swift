extension FindingCode {
  /// The part of the catalogue about the files of a delivery and the tables in them.
  var fileEntry: Entry {
    switch self {
    case .missingFile:
      Entry(
        severity: .error, why: "Without the file there are no figures to make.",
        example: "A zip with ratings.csv but no movies_metadata.csv.",
        fix: "Add the file to the zip under exactly this name and upload it again.")
    case .duplicateFile:
      Entry(
        severity: .error, why: "The file is there twice and nothing says which one is meant.",
        example: "ratings.csv and export/ratings.csv.", fix: "Leave one of them out.")
    case .filesInFolder:
      Entry(
        severity: .warning, why: "The files lie in a folder of the zip; one level is accepted, more is not.",
        example: "`export/movies_metadata.csv`.", fix: "Make the zip from inside the folder.")
    case .ignoredFile:
      Entry(
        severity: .info, why: "The file is not one of the three that are read.",
        example: "`__MACOSX/._ratings.csv`, `keywords.csv`.", fix: "Nothing to do; leave it out to save the upload.")
    case .linksReused:
      Entry(
        severity: .info, why: "The delivery has no links.csv, so the newest one kept of this provider joins the votes.",
        example: "A zip with movies_metadata.csv and ratings.csv only, after an earlier one that had links.csv.",
        fix: "Send links.csv with each delivery, so that films new this month get their votes.")
    case .ratingsUnjoinable:
      Entry(
        severity: .warning,
        why:
          "ratings.csv counts films by MovieLens id and movies_metadata.csv by TMDB id; only links.csv relates them.",
        example: "The first delivery of a provider, without links.csv.",
        fix: "Add links.csv to the zip; until then votes and average ratings are left out and all else is served.")
    case .noDataRows:
      Entry(
        severity: .error, why: "The file has no record below its header, or not even a header.",
        example: "An export that failed after the first line.",
        fix: "Export the table again and check that it has rows.")
    case .missingColumn:
      Entry(
        severity: .error, why: "The figures need the column.", example: "A movies_metadata.csv without `revenue`.",
        fix: "Add the column, with exactly this name in the header; its place does not matter.")
    case .missingOptionalColumn:
      Entry(
        severity: .warning, why: "The column is not needed for the figures, but something else is lost without it.",
        example: "A movies_metadata.csv without `runtime`: films are served without their length.",
        fix: "Add the column if you have it.")
    case .duplicateColumn:
      Entry(
        severity: .error, why: "Two columns have one name and nothing says which one is meant.",
        example: "`id,title,id`.", fix: "Rename or remove one of them.")
    case .unknownColumn:
      Entry(
        severity: .info, why: "The column is not one that is known, and is ignored.", example: "`internal_note`.",
        fix: "Nothing to do; check the spelling if it should be one of the known columns.")
    case .byteOrderMark:
      Entry(
        severity: .info, why: "The file starts with a UTF-8 byte order mark, as Excel writes it; it is skipped.",
        example: "EF BB BF before `adult,…`.", fix: "Nothing to do.")
    case .notUTF8:
      Entry(
        severity: .error, why: "Bytes that are no UTF-8 cannot be read without guessing names.",
        example: "A table saved as Windows-1252 or UTF-16.", fix: "Save the file as UTF-8.")
    case .tooManyRecords:
      Entry(
        severity: .error, why: "The file has more records than counters of 32 bits can hold.",
        example: "More than 4,294,967,295 votes.", fix: "Ask the operators; no known delivery comes near it.")
    case .tooManyQuarantined:
      Entry(
        severity: .error, why: "So many records had to be put aside that the rest would give wrong figures.",
        example: "A changed date or number format in every row.",
        fix: "Mend what the most frequent findings name, and send the whole delivery again.")
    case .suspiciousShrink:
      Entry(
        severity: .error, why: "A delivery is a complete snapshot; one with so few films is usually cut short.",
        example: "22,000 films after 45,000 the month before.",
        fix:
          "Send the complete file; if it is meant, ask the operators to lower tolerance.minimumFilmsPerMillion for you."
      )
    case .totalsOverflow:
      Entry(
        severity: .error, why: "All amounts of the column together exceed 64 bits, so that sums would be wrong.",
        example: "Two films with a budget of 9,000,000,000,000,000,000.",
        fix: "Correct the amounts that the message names.")
    default: preconditionFailure("\(rawValue) is not about a file")
    }
  }
}

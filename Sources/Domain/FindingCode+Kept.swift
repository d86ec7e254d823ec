extension FindingCode {
  /// The part of the catalogue about records that are kept.
  var keptEntry: Entry {
    switch self {
    case .duplicateID:
      Entry(
        severity: .info, why: "The same record stands in the file again; the first one counts.",
        example: "Film 141971 three times, all equal.", fix: "Leave the copies out.")
    case .duplicateIDDiffers:
      Entry(
        severity: .warning, why: "A later record has the same id but other values; the first one in the file counts.",
        example: "Film 10991 with 143 votes, and again with 144.", fix: "Keep the newer record only.")
    case .duplicateListElement:
      Entry(
        severity: .info, why: "A company or genre stands twice in one list; it counts once, at its first place.",
        example: "`[{'id': 18, …}, {'id': 18, …}]`.", fix: "List each one once.")
    case .nameDiffers:
      Entry(
        severity: .warning, why: "One id has two names; the first name in the file is served.",
        example: "Company 3 as `Pixar` and as `Pixar Animation Studios`.", fix: "Use one name for each id.")
    case .blankReleaseDate:
      Entry(
        severity: .info, why: "Without a release date the film belongs to no year and is in no figure.",
        example: "A blank `release_date`.", fix: "Add the date if it is known.")
    case .invalidReleaseDate:
      Entry(
        severity: .info, why: "The release date is no day of the calendar, so the film is in no figure.",
        example: "`2015-02-30`, `10/30/1995`, `1`.", fix: "Write the date as YYYY-MM-DD.")
    case .notReleased:
      Entry(
        severity: .info, why: "Only films with status `Released` count.",
        example: "`Rumored`, `Post Production`, blank.",
        fix: "Nothing to do unless the film is out.")
    case .budgetUnknown:
      Entry(
        severity: .info, why: "A zero or blank budget means unknown: it is served as null and makes no profit.",
        example: "`0`.", fix: "Add the budget if it is known.")
    case .revenueUnknown:
      Entry(
        severity: .info, why: "A zero or blank revenue means unknown: it is served as null and makes no loss.",
        example: "`0`.", fix: "Add the revenue if it is known.")
    case .smallAmount:
      Entry(
        severity: .info, why: "An amount below 1,000 dollars is often one in millions; it is served as it stands.",
        example: "budget `30` for a film that cost 30 million.", fix: "Write whole US dollars.")
    case .popularityUnknown:
      Entry(
        severity: .info, why: "A blank popularity is left out of averages; zero counts as zero.",
        example: "A blank `popularity`.", fix: "Add the popularity if it is known.")
    case .numberRounded:
      Entry(
        severity: .info, why: "The number has more decimals than are kept; it is rounded half to even.",
        example: "popularity `1.23456789`, budget `1000.50`.",
        fix: "Write whole dollars, and popularity with at most six decimals.")
    case .optionalValueInvalid:
      Entry(
        severity: .warning, why: "A value of an optional column cannot be read; it is served as null.",
        example: "runtime `n/a`.", fix: "Correct the value or leave the cell blank.")
    case .valueShortened:
      Entry(
        severity: .warning, why: "A text is longer than is kept; its beginning is served.",
        example: "A title of more than 4,096 bytes.", fix: "Check the cell: a missing quote may have swallowed others.")
    case .longCell:
      Entry(
        severity: .info, why: "A cell of more than 1 MiB is unusual, though it is read.", example: "A 10 MB overview.",
        fix: "Check the cell: a missing quote may have swallowed others.")
    case .blankLine:
      Entry(
        severity: .info, why: "An empty line is no record.", example: "A line break at the end of the file too many.",
        fix: "Nothing to do.")
    case .blankTmdbID:
      Entry(
        severity: .info, why: "The MovieLens film has no TMDB id, so its votes reach no film.", example: "`142,94,`.",
        fix: "Add the TMDB id if it is known.")
    case .ratingUnlinked:
      Entry(
        severity: .info, why: "The vote's movieId is not in links.csv, so it reaches no film.",
        example: "A vote for a film that is newer than links.csv.",
        fix: "Send the links.csv that belongs to ratings.csv.")
    case .linkWithoutFilm:
      Entry(
        severity: .info,
        why: "links.csv leads to a film that is not in movies_metadata.csv, so its votes reach no film.",
        example: "A film that TMDB has removed.", fix: "Send the links.csv that belongs to movies_metadata.csv.")
    default: preconditionFailure("\(rawValue) does not keep a record")
    }
  }
}

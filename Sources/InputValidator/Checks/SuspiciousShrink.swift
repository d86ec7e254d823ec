import DeliveryRecords
import Domain

/// `suspicious-shrink`: far fewer films than the current edition has. A delivery is a complete snapshot, so that a file cut
/// short would take films away.
enum SuspiciousShrink {
  static func check(_ facts: DeliveryFacts, _ log: FindingLog) {
    guard let current = facts.context.currentFilms, facts.tables[.movies]?.isWhole == true else { return }
    let films = facts.films.count
    let perMillion = facts.settings.tolerance.minimumFilmsPerMillion
    guard Int128(films) * 1_000_000 < Int128(current) * Int128(perMillion) else { return }
    log.note(
      .suspiciousShrink,
      Finding(
        .suspiciousShrink, file: DeliveryFile.movies.rawValue,
        message: """
          The delivery has \(Numbers.counted(films, "film")), the current edition \(Numbers.grouped(current)): \
          \(Numbers.percent(films, of: current)), and at least \(Numbers.percent(perMillion, of: 1_000_000)) is expected.
          """))
  }
}

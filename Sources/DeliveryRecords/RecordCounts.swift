/// What became of the records of one file: `records = standing + duplicates + quarantined`.
package struct RecordCounts: Sendable, Equatable {
  /// Records below the header; blank lines are none.
  package internal(set) var records = 0
  /// Valid records whose id a record before them has.
  package internal(set) var duplicates = 0
  package internal(set) var quarantined = 0
  /// The quarantined records, those with broken quotes or field counts weighed by their lines.
  ///
  /// Nothing says how many records a lost quote swallowed, so each of its lines counts as one: otherwise half a file could
  /// vanish as "one bad record". To be measured against `weighed`.
  package internal(set) var quarantinedWeight = 0

  /// Records that were handed on.
  package var standing: Int { records - duplicates - quarantined }

  /// The records of the file on the scale of `quarantinedWeight`.
  package var weighed: Int { records - quarantined + quarantinedWeight }

  package init() {}
}

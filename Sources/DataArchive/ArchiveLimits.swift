/// How large a zip may be before it is refused without reading its rows.
package struct ArchiveLimits: Codable, Sendable, Equatable {
  /// Entries of the directory, folders included. A delivery has three.
  package var maxEntries = 1000
  /// Unpacked bytes for each packed one, for an entry and for the zip, once more than `ratioFreeBytes` would come out.
  /// Real tables shrink to a quarter, long runs of equal rows to a fiftieth; deflate itself ends at 1,032.
  package var maxRatio = 200
  package var ratioFreeBytes: Int64 = 100_000_000
  /// Unpacked bytes of all entries together.
  package var maxUnpackedBytes: Int64 = 64 << 30

  package init() {}
}

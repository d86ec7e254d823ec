/// How much of one record is kept. Records and cells of any size are read and counted; only memory is bounded.
///
/// The bounds are for records that lie over two blocks or more: one that lies within a block is handed out as it stands there.
/// With the defaults the largest record costs 16 MiB for `raw`, as much again to unescape its cells, 24 MiB for the cells
/// beyond it, and 4,096 · 4 KiB = 16 MiB so that no late small cell starves: 72 MiB in all.
package struct CSVLimits: Sendable, Equatable {
  /// Bytes kept of a record as written.
  package var maxRawBytes = 16 << 20
  /// Bytes kept of one cell once the record outgrows `maxRawBytes`.
  package var maxFieldBytes = 16 << 20
  /// Cells whose content is kept; `fieldCount` counts on.
  package var maxFields = 4096
  /// Bytes kept of all cells that do not lie within the first `maxRawBytes`.
  package var maxOverflowBytes = 24 << 20
  /// Bytes kept of every cell even when `maxOverflowBytes` is used up: room for any number, date or name.
  package var minFieldBytes = 4 << 10

  package init() {}
}

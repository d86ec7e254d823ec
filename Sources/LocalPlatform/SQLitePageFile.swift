import Glibc

/// A database file as a row of pages, numbered from 1.
///
/// SQLite locks a byte at 1 GiB and leaves the page that it is on unused. So does this: a run of pages that meets it goes on
/// behind it.
struct SQLitePageFile: Sendable {
  let descriptor: Descriptor
  /// The page that holds no data.
  let lockPage: UInt32

  init(_ descriptor: Descriptor, lockPage: UInt32 = UInt32(1 << 30 / SQLitePage.size) + 1) {
    self.descriptor = descriptor
    self.lockPage = lockPage
  }

  /// The number of page `index` of a run of pages that begins at `base`.
  func number(of index: UInt32, from base: UInt32) -> UInt32 {
    let number = base + index
    return base <= lockPage && number >= lockPage ? number + 1 : number
  }

  /// Writes pages of a run that begins at `base`, the first of them being page `index` of it.
  func write(_ pages: UnsafeRawBufferPointer, of index: UInt32, from base: UInt32) throws {
    let first = number(of: index, from: base)
    let pagesBefore = first < lockPage ? Int(lockPage - first) : Int.max / SQLitePage.size
    let before = min(pages.count, pagesBefore * SQLitePage.size)
    try write(UnsafeRawBufferPointer(rebasing: pages[..<before]), at: first)
    if before < pages.count { try write(UnsafeRawBufferPointer(rebasing: pages[before...]), at: lockPage + 1) }
  }

  func write(_ pages: UnsafeRawBufferPointer, at number: UInt32) throws {
    try descriptor.write(pages, at: Int64(number - 1) * Int64(SQLitePage.size))
  }

  /// Says in the file's header how many pages there are. <https://www.sqlite.org/fileformat2.html#the_database_header>
  func setPageCount(_ count: UInt32) throws {
    // A file never ends with the page that holds no data.
    var value = (count == lockPage ? count - 1 : count).bigEndian
    try withUnsafeBytes(of: &value) { try descriptor.write($0, at: 28) }
  }
}

extension Descriptor {
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
    var rest = bytes
    var offset = offset
    while !rest.isEmpty {
      let count = try systemCall("write", path) { pwrite(number, rest.baseAddress, rest.count, off_t(offset)) }
      rest = UnsafeRawBufferPointer(rebasing: rest[count...])
      offset += Int64(count)
    }
  }
}

import Foundation

/// The first name that each company, or each genre, has in the file: that one is served.
struct NameBook {
  private var names: [Int64: String] = [:]

  /// The name that stands for `id`, if it is spelled so. Nearly all are: they cost no String and no second look.
  func standing(_ name: UnsafeRawBufferPointer, of id: Int64) -> String? {
    guard let first = names[id] else { return nil }
    let isSame = first.utf8.withContiguousStorageIfAvailable { first in
      first.count == name.count && (name.isEmpty || memcmp(first.baseAddress!, name.baseAddress!, name.count) == 0)
    }
    return isSame == true ? first : nil
  }

  /// The name that stands for `id`: an earlier one, or else `name` from now on.
  mutating func standing(_ name: String, of id: Int64) -> String {
    if let first = names[id] { return first }
    names[id] = name
    return name
  }
}

extension CachePolicy {
  /// The same policy where not everybody may read the answer: only the reader's own cache may keep it.
  static func forReaders(_ cacheControl: String) -> String {
    cacheControl.split(separator: ", ").filter { !$0.hasPrefix("s-maxage=") }.map { $0 == "public" ? "private" : $0 }
      .joined(separator: ", ")
  }
}

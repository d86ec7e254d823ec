/// Writes links.csv: CRLF, IMDb ids with their leading zeros.
struct LinkFile {
  static let header = "movieId,imdbId,tmdbId"

  let catalogue: SampleCatalogue

  /// Hands over the file in pieces.
  func write(_ body: ([UInt8]) throws -> Void) throws {
    var out = TextBuffer()
    out.append(Self.header + "\r\n")
    for link in catalogue.links {
      out.append(link.movieID)
      out.append(",")
      out.append(link.imdbID, width: 7)
      out.append(",")
      if link.tmdbID > 0 { out.append(link.tmdbID) }
      out.append("\r\n")
      if out.bytes.count >= 1 << 18 {
        try body(out.bytes)
        out.clear()
      }
    }
    try body(out.bytes)
  }
}

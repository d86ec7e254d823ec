/// Which TMDB film each MovieLens film is. A slot is one record of links.csv that stands, counted from 0 in file order.
package final class LinkTable: Sendable {
  /// MovieLens ids below this are looked up in an array: 16 MiB at most, where the published ids end at 300,000. A larger id
  /// costs a dictionary entry instead of growing the array to it.
  static let denseLimit: Int64 = 4_194_304

  /// By slot.
  package let movieIDs: [Int64]
  /// By slot; 0 where it is blank.
  package let tmdbIDs: [Int64]
  /// By slot: the physical line of links.csv.
  package let line: [Int]
  /// The slot of a MovieLens id below `dense.count`, -1 where there is none.
  let dense: [Int32]
  let sparse: [Int64: Int32]

  package var count: Int { movieIDs.count }

  init(_ builder: Builder) {
    movieIDs = builder.movieIDs
    tmdbIDs = builder.tmdbIDs
    line = builder.line
    dense = builder.dense
    sparse = builder.sparse
  }

  /// -1 when links.csv does not have the film.
  package func slot(of movieID: Int64) -> Int32 {
    if movieID >= 0, movieID < Int64(dense.count) { return dense[Int(movieID)] }
    return sparse[movieID] ?? -1
  }
}

extension LinkTable {
  /// Collects the records that stand.
  struct Builder {
    fileprivate var movieIDs: [Int64] = []
    fileprivate var tmdbIDs: [Int64] = []
    fileprivate var line: [Int] = []
    fileprivate var dense: [Int32] = []
    fileprivate var sparse: [Int64: Int32] = [:]

    /// The slot that `movieID` has already; -1 when it took a new one.
    mutating func add(movieID: Int64, tmdbID: Int64, line: Int) -> Int32 {
      let slot = Int32(movieIDs.count)
      if movieID < LinkTable.denseLimit {
        let index = Int(movieID)
        if index >= dense.count {
          let size = min(Int(LinkTable.denseLimit), max(index + 1, dense.count * 2))
          dense.append(contentsOf: repeatElement(-1, count: size - dense.count))
        }
        guard dense[index] < 0 else { return dense[index] }
        dense[index] = slot
      } else {
        if let earlier = sparse[movieID] { return earlier }
        sparse[movieID] = slot
      }
      movieIDs.append(movieID)
      tmdbIDs.append(tmdbID)
      self.line.append(line)
      return -1
    }

    func tmdbID(of slot: Int32) -> Int64 { tmdbIDs[Int(slot)] }
    func line(of slot: Int32) -> Int { line[Int(slot)] }
  }
}

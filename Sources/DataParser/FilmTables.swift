import DeliveryRecords
import Domain

/// The films of a delivery as they come, each as its row and the ids of its companies and genres, and each name once.
///
/// A film is named by the place in which it came.
struct FilmTables: Sendable {
  /// The companies, or the genres, of all films.
  struct Lists: Sendable {
    /// One film's list after the other, each in the film's own order.
    fileprivate(set) var ids: [Int64] = []
    /// Where each film's list begins, and the last one ends.
    private var offsets: [Int32] = [0]
    private var nameOfID: [Int64: String] = [:]

    fileprivate mutating func add(_ list: [NamedID]) {
      for element in list {
        ids.append(element.id)
        if nameOfID[element.id] == nil { nameOfID[element.id] = element.name }
      }
      offsets.append(Int32(ids.count))
    }

    /// Places in `ids`.
    func range(of film: Int32) -> Range<Int> { Int(offsets[Int(film)])..<Int(offsets[Int(film) + 1]) }

    /// Every id with the first name it had, by rising id.
    var names: [NamedID] {
      nameOfID.map { NamedID(id: $0.key, name: $0.value) }.sorted { $0.id < $1.id }
    }
  }

  private(set) var movieIDs: [Int64] = []
  private(set) var companies = Lists()
  private(set) var genres = Lists()
  /// In pages, so that a larger delivery moves no memory.
  private var pages: [[MovieRow]] = []
  private static let pageRows = 256

  mutating func add(_ record: MovieRecord) {
    if movieIDs.count % Self.pageRows == 0 {
      pages.append([])
      pages[pages.count - 1].reserveCapacity(Self.pageRows)
    }
    movieIDs.append(record.row.movieID)
    companies.add(record.companies)
    genres.add(record.genres)
    pages[pages.count - 1].append(record.row)
  }

  func row(_ film: Int32) -> MovieRow { pages[Int(film) / Self.pageRows][Int(film) % Self.pageRows] }
}

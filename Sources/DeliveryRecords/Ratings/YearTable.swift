import Domain

/// The year (UTC) of a second from 1970 to 2100, by one look-up and one comparison.
///
/// A bucket spans 2^22 seconds (48.5 days), less than a year, so at most one new year falls into it: 986 buckets of 8 bytes,
/// which stay in the first-level cache. Dividing by the varying lengths of years costs ten times as much per vote.
struct YearTable: ~Copyable {
  struct Bucket {
    /// The first second of the year after `year`.
    var nextYear: UInt32
    /// The year in which the bucket starts.
    var year: UInt16
  }

  /// Seconds from 1970-01-01 to 2101-01-01: 47,847 days of 86,400. A literal, so that the hot loop need not ask for it.
  static var endSeconds: UInt64 { 4_133_980_800 }
  static var bucketBits: UInt64 { 22 }

  /// The first eight digits, as written, of the times of one year that have the same number of digits.
  ///
  /// Read as a big-endian number, texts of one length are in the order of the numbers that they are. The digits that are left
  /// out may be any, so the seconds next to New Year are not among them.
  struct Heads {
    private var first = UInt64.max
    private var span: UInt64 = 0

    /// None.
    init() {}

    /// Of the times from `seconds` that have `digits` digits, 9 or 10.
    fileprivate init(of seconds: Range<Int>, digits: Int) {
      let unit = digits == 10 ? 100 : 10
      let (start, end) = ((seconds.lowerBound + unit - 1) / unit, min(seconds.upperBound / unit, 100_000_000))
      guard start < end else { return }
      first = Self.written(start)
      span = Self.written(end - 1) - first
    }

    /// Whether eight bytes, as they lie in memory, are between the first of them and the last. They need not be digits.
    @inline(__always)
    func contain(_ bytes: UInt64) -> Bool { bytes.bigEndian &- first <= span }

    private static func written(_ head: Int) -> UInt64 {
      var (rest, word) = (head, UInt64(0))
      for place in 0..<8 {
        word |= UInt64(0x30 + rest % 10) << (8 * place)
        rest /= 10
      }
      return word
    }
  }

  private let buckets: UnsafeMutablePointer<Bucket>
  /// From 1970 on, for 9 digits and for 10.
  private let heads: UnsafeMutablePointer<Heads>

  init() {
    let years = 1970..<2101
    heads = .allocate(capacity: 2 * years.count)
    for (index, year) in years.enumerated() {
      let seconds = Self.start(of: year)..<Self.start(of: year + 1)
      (heads + 2 * index).initialize(to: Heads(of: seconds, digits: 9))
      (heads + 2 * index + 1).initialize(to: Heads(of: seconds, digits: 10))
    }
    let count = Int((Self.endSeconds - 1) >> Self.bucketBits) + 1
    buckets = .allocate(capacity: count)
    var year = 1970
    for bucket in 0..<count {
      while Self.start(of: year + 1) <= bucket << Int(Self.bucketBits) { year += 1 }
      (buckets + bucket).initialize(to: Bucket(nextYear: UInt32(Self.start(of: year + 1)), year: UInt16(year)))
    }
  }

  deinit {
    buckets.deallocate()
    heads.deallocate()
  }

  /// `seconds` must be below `endSeconds`.
  func year(of seconds: UInt64) -> UInt16 {
    precondition(seconds < Self.endSeconds, "seconds beyond 2100")
    let bucket = buckets[Int(truncatingIfNeeded: seconds >> Self.bucketBits)]
    return bucket.year &+ (seconds >= UInt64(bucket.nextYear) ? 1 : 0)
  }

  /// `year` must be one that `year(of:)` gave, `digits` 9 or 10.
  func heads(of year: UInt16, digits: Int) -> Heads { heads[2 * (Int(year) - 1970) + (digits - 9)] }

  private static func start(of year: Int) -> Int {
    CalendarDate("\(year)-01-01".utf8)!.daysSinceEpoch * 86_400
  }
}

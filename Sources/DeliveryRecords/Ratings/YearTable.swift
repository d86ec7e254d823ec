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

  let buckets: UnsafeMutablePointer<Bucket>

  init() {
    let count = Int((Self.endSeconds - 1) >> Self.bucketBits) + 1
    buckets = .allocate(capacity: count)
    var year = 1970
    for bucket in 0..<count {
      while Self.start(of: year + 1) <= bucket << Int(Self.bucketBits) { year += 1 }
      (buckets + bucket).initialize(to: Bucket(nextYear: UInt32(Self.start(of: year + 1)), year: UInt16(year)))
    }
  }

  deinit { buckets.deallocate() }

  /// `seconds` must be below `endSeconds`.
  @inline(__always)
  static func year(of seconds: UInt64, in buckets: UnsafePointer<Bucket>) -> UInt16 {
    let bucket = buckets[Int(truncatingIfNeeded: seconds >> bucketBits)]
    return bucket.year &+ (seconds >= UInt64(bucket.nextYear) ? 1 : 0)
  }

  func year(of seconds: UInt64) -> UInt16 {
    precondition(seconds < Self.endSeconds, "seconds beyond 2100")
    return Self.year(of: seconds, in: buckets)
  }

  private static func start(of year: Int) -> Int {
    CalendarDate("\(year)-01-01".utf8)!.daysSinceEpoch * 86_400
  }
}

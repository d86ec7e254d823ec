/// Makes the rows of ratings.csv: the hot loop of the sample, 10 to 20 million rows a second.
///
/// A user's films are set in a bitmap as they are drawn, which forbids a second vote for a film and gives them back in
/// order without sorting. Rows are put together from texts made before: no String, no division but those of the time.
final class RatingWriter {
  let films: VotedFilms

  private static let blockBytes = 1 << 20
  /// The most rows one user can add past a full block (4,000, and up to 19 left over), and room for eight-byte stores.
  private static let slackBytes = 4020 * RatingFile.longestRow + 64

  private let out: UnsafeMutableRawPointer
  private var used = 0
  /// One bit for each film.
  private let bits: UnsafeMutablePointer<UInt64>
  private let words: Int
  /// The digits of each film's id, first digit in the lowest byte, and how many there are.
  private let texts: UnsafeMutablePointer<UInt64>
  private let lengths: UnsafeMutablePointer<UInt8>
  private let quality: UnsafeMutablePointer<UInt8>
  /// When each film came out.
  private let years: UnsafeMutablePointer<UInt16>
  /// Ratings in half steps, 256 for each quality: the first five tables with whole stars only.
  private let ratings: UnsafeMutablePointer<UInt8>
  /// `,4.0,` for each half step.
  private let ratingTexts: UnsafeMutablePointer<UInt64>
  /// `00` to `99`.
  private let pairs: UnsafeMutablePointer<UInt16>

  init(films: VotedFilms) {
    self.films = films
    let count = films.movieIDs.count
    out = .allocate(byteCount: Self.blockBytes + Self.slackBytes, alignment: 64)
    words = (count + 63) / 64
    bits = .allocate(capacity: words)
    bits.initialize(repeating: 0, count: words)
    texts = .allocate(capacity: count)
    lengths = .allocate(capacity: count)
    quality = .allocate(capacity: count)
    years = .allocate(capacity: count)
    for film in 0..<count {
      let digits = Array(String(films.movieIDs[film]).utf8)
      precondition(digits.count <= 8, "MovieLens ids of a sample have at most 8 digits")
      texts[film] = Self.packed(digits)
      lengths[film] = UInt8(digits.count)
      quality[film] = films.quality[film]
      years[film] = films.years[film]
    }
    ratings = .allocate(capacity: 2 * 5 * 256)
    for table in 0..<10 {
      let halfSteps = Self.ratingTable(quality: table % 5, hasHalves: table >= 5)
      for draw in 0..<256 { ratings[table * 256 + draw] = halfSteps[draw] }
    }
    ratingTexts = .allocate(capacity: 11)
    for halfSteps in 0...10 {
      ratingTexts[halfSteps] = Self.packed(Array(",\(halfSteps / 2).\(halfSteps % 2 * 5),".utf8))
    }
    pairs = .allocate(capacity: 100)
    for pair in 0..<100 { pairs[pair] = UInt16(0x3030 + pair / 10 + (pair % 10) * 256) }
  }

  deinit {
    out.deallocate()
    bits.deallocate()
    texts.deallocate()
    lengths.deallocate()
    quality.deallocate()
    years.deallocate()
    ratings.deallocate()
    ratingTexts.deallocate()
    pairs.deallocate()
  }

  var isFull: Bool { used >= Self.blockBytes }

  func flush(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    try body(UnsafeRawBufferPointer(start: out, count: used))
    used = 0
  }

  /// Adds `votes` rows, at most one for each film and at most 4,019.
  func add(user: Int, votes: Int, sessions: Sessions, _ random: inout RandomStream) {
    draw(votes, before: sessions.year, &random)
    let prefix = Array("\(user),".utf8)
    let hasHalves = sessions.starts[0] >= 1_045_526_400  // 2003-02-18, when MovieLens began to take half stars
    let tables = ratings + (hasHalves ? 5 * 256 : 0)
    prefix.withUnsafeBytes { prefix in
      sessions.starts.withUnsafeBufferPointer { starts in
        for word in 0..<words where bits[word] != 0 {
          var rest = bits[word]
          bits[word] = 0
          while rest != 0 {
            let film = word * 64 + rest.trailingZeroBitCount
            rest &= rest - 1
            let luck = random.next()
            let time =
              starts[Int(luck >> 56) % starts.count] + Int(((luck & 0xFFFF_FFFF) * UInt64(sessions.length)) >> 32)
            let rating = tables[Int(quality[film]) * 256 + Int(luck >> 40 & 0xFF)]
            append(prefix, film: film, rating: Int(rating), time: time)
          }
        }
      }
    }
  }

  /// Sets the bits of as many different films, by popularity. After some draws in vain the next free film is taken, even
  /// one that was not out yet: a few such votes are in real data too.
  private func draw(_ votes: Int, before year: UInt16, _ random: inout RandomStream) {
    for _ in 0..<votes {
      var film = films.table.draw(&random)
      var tries = 0
      while bits[film >> 6] & (1 << UInt64(film & 63)) != 0 || (years[film] > year && tries < 16) {
        tries += 1
        film = tries < 16 ? films.table.draw(&random) : (film + 1) % films.movieIDs.count
      }
      bits[film >> 6] |= 1 << UInt64(film & 63)
    }
  }

  @inline(__always)
  private func append(_ prefix: UnsafeRawBufferPointer, film: Int, rating: Int, time: Int) {
    var at = out + used
    at.copyMemory(from: prefix.baseAddress!, byteCount: prefix.count)
    at += prefix.count
    at.storeBytes(of: texts[film].littleEndian, as: UInt64.self)
    at += Int(lengths[film])
    at.storeBytes(of: ratingTexts[rating].littleEndian, as: UInt64.self)
    at += 5
    var rest = UInt32(truncatingIfNeeded: time)
    if rest >= 1_000_000_000 {
      at.storeBytes(of: UInt8(0x30 + rest / 1_000_000_000), as: UInt8.self)
      rest %= 1_000_000_000
      at += 1
    }
    let high = rest / 10_000
    let low = rest % 10_000
    at.storeBytes(of: UInt8(truncatingIfNeeded: 0x30 + high / 10_000), as: UInt8.self)
    let middle = high % 10_000
    (at + 1).storeBytes(of: pairs[Int(middle / 100)].littleEndian, as: UInt16.self)
    (at + 3).storeBytes(of: pairs[Int(middle % 100)].littleEndian, as: UInt16.self)
    (at + 5).storeBytes(of: pairs[Int(low / 100)].littleEndian, as: UInt16.self)
    (at + 7).storeBytes(of: pairs[Int(low % 100)].littleEndian, as: UInt16.self)
    (at + 9).storeBytes(of: UInt16(0x0A0D).littleEndian, as: UInt16.self)
    used = at + 11 - out
  }

  private static func packed(_ bytes: [UInt8]) -> UInt64 {
    bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// 256 ratings in the shares that MovieLens has, moved by a film's quality.
  private static func ratingTable(quality: Int, hasHalves: Bool) -> [UInt8] {
    // Percent of 0.5, 1.0 … 5.0.
    let shares = hasHalves ? [2, 3, 3, 7, 8, 18, 17, 23, 10, 9] : [0, 5, 0, 11, 0, 27, 0, 35, 0, 22]
    // A film one better has each lower rating taken a quarter less.
    let weighted = shares.enumerated().map { step, share in
      (0..<10).reduce(share * 1_000_000) { weight, other in
        other < step ? weight * (quality + 6) / 8 : weight
      }
    }
    let sum = weighted.reduce(0, +)
    var table: [UInt8] = []
    var running = 0
    for (step, weight) in weighted.enumerated() {
      running += weight
      while table.count < running * 256 / sum { table.append(UInt8(step + 1)) }
    }
    return table
  }
}

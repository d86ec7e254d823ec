import CSVReading

/// Random numbers from a fixed seed (SplitMix64), so that a failure can be repeated.
struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Everything a record says, copied out of it.
struct ReadRecord: Equatable {
  var number: Int
  var line: Int
  var lineCount: Int
  var fieldCount: Int
  var fields: [[UInt8]]
  var byteCounts: [Int]
  var raw: [UInt8]
  var isRawCut: Bool
  var isBlank: Bool
  var hasStrayQuote: Bool
  var hasUnterminatedQuote: Bool

  init(_ record: borrowing CSVRecord) {
    number = record.number
    line = record.line
    lineCount = record.lineCount
    fieldCount = record.fieldCount
    fields = []
    byteCounts = []
    for index in 0..<min(record.fieldCount, 10_000) {
      let field = record.field(index)
      fields.append(Array(field.bytes))
      byteCounts.append(field.byteCount)
    }
    raw = Array(record.raw)
    isRawCut = record.isRawCut
    isBlank = record.isBlank
    hasStrayQuote = record.hasStrayQuote
    hasUnterminatedQuote = record.hasUnterminatedQuote
  }

  /// The twin's record in the same form.
  init(_ record: SlowCSV.Record) {
    number = record.number
    line = record.line
    lineCount = record.lineCount
    fieldCount = record.fields.count
    fields = record.fields
    byteCounts = record.fields.map(\.count)
    raw = record.raw
    isRawCut = false
    isBlank = record.isBlank
    hasStrayQuote = record.hasStrayQuote
    hasUnterminatedQuote = record.hasUnterminatedQuote
  }
}

/// Reads `input` in blocks that end at `splits`, each block in memory of its own that is overwritten afterwards.
func read(_ input: [UInt8], splitAt splits: [Int] = [], limits: CSVLimits = CSVLimits()) -> [ReadRecord] {
  var reader = CSVRecordReader(limits: limits)
  var records: [ReadRecord] = []
  var start = 0
  for end in splits + [input.count] {
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: end - start, alignment: 1)
    block.copyBytes(from: input[start..<end])
    var offset = 0
    while let record = reader.next(in: UnsafeRawBufferPointer(block), at: &offset) {
      records.append(ReadRecord(record))
    }
    precondition(offset == block.count, "a block must be used up")
    _ = block.initializeMemory(as: UInt8.self, repeating: 0xEE)
    block.deallocate()
    start = end
  }
  if let record = reader.finish() { records.append(ReadRecord(record)) }
  return records
}

/// What the twin makes of the same input.
func expected(_ input: [UInt8]) -> [ReadRecord] { SlowCSV.records(input).map(ReadRecord.init) }

import Testing

@testable import SampleDelivery

@Suite("The texts and numbers of a sample")
struct SampleTextTests {
  @Test(
    "are written as Python's repr writes them",
    arguments: [
      ("plain", "'plain'"),
      ("O'Dell", "\"O'Dell\""),  // double quotes around an apostrophe
      ("say \"hi\"", "'say \"hi\"'"),
      ("both ' and \"", "'both \\' and \"'"),
      ("end\\", "'end\\\\'"),  // a backslash right before the closing quote
      ("\u{A0}x\t\u{200B}\n", "'\\xa0x\\t\\u200b\\n'"),
      ("Ørsted 日本", "'Ørsted 日本'"),  // what prints stays
    ])
  func python(text: String, literal: String) {
    var buffer = TextBuffer()
    buffer.appendPython(text)
    #expect(String(decoding: buffer.bytes, as: UTF8.self) == literal)
  }

  @Test(
    "write small numbers as Python prints floats",
    arguments: [
      (0, "0"), (1, "1e-06"), (10, "1e-05"), (82, "8.2e-05"), (100, "0.0001"), (500_000, "0.5"),
      (21_946_943, "21.946943"), (7_000_000, "7.0"),
    ])
  func numbers(millionths: Int, text: String) {
    #expect(MovieRecordText.pythonNumber(millionths: millionths) == text)
  }

  @Test("name 23,692 companies as variously as real ones")
  func companyNames() {
    let names = (0..<23_692).map(CompanyNames(seed: 1).name)
    func share(_ holds: (String) -> Bool) -> Int { names.count(where: holds) }
    #expect((100...400).contains(names.count - Set(names).count), "148 real names have more than one id")
    #expect(share { $0.contains("\u{A0}") } > 0 && share { $0.contains("\t") } > 0)
    #expect(share { $0.hasPrefix("\u{200B}") } + share { $0.hasSuffix("\\") } > 0)
    #expect((50...500).contains(share { $0.contains("'") }))
    #expect((50...600).contains(share { $0.contains(",") || $0.contains("[") }))
    #expect(share { $0.unicodeScalars.contains { $0.value > 127 } } > 1000)
    #expect(names.allSatisfy { !$0.isEmpty && $0.utf8.count < 200 })
  }

  @Test("give companies ids of their own, which overlap with the genres'")
  func companyIDs() {
    let plan = SamplePlan(movies: 5000, ratings: 0, seed: 1, month: 0)
    let companies = SampleCompanies(plan: plan)
    #expect(Set((0..<companies.count).map(companies.id)).count == companies.count)
    #expect((2000...3200).contains(companies.count), "0.52 of the films")
    let genres = Set(Vocabulary.genres.map(\.id))
    #expect((0..<companies.count).contains { genres.contains(companies.id($0)) })
    let works = (0..<plan.films).flatMap(companies.companies)
    let largest = Dictionary(grouping: works) { $0 }.values.map(\.count).max()!
    #expect(largest > works.count / 100, "a few are large")
  }
}

@Suite("The chance of a sample")
struct SampleChanceTests {
  @Test("is that of SplitMix64")
  func splitMix() {
    // given the generator of the paper
    var state: UInt64 = 0
    func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    #expect(next() == 0xE220_A839_7B1D_CDAF, "the published first value for seed 0")
    // then streams of other purposes, indexes, months and seeds share no beginning
    var first: Set<UInt64> = []
    for purpose in [RandomStream.Purpose.film, .user] {
      for index in 0..<10 {
        for month in 0..<3 {
          for seed in 0..<3 {
            var stream = RandomStream(seed: UInt64(seed), purpose, index, month: month)
            first.insert(stream.next())
          }
        }
      }
    }
    #expect(first.count == 180)
  }

  @Test("draws from an alias table by weight")
  func aliasTable() {
    let weights: [Double] = [0, 1, 2, 0.5, 10, 0.001]
    let table = AliasTable(weights: weights)
    var random = RandomStream(seed: 5, .user)
    var counts = [Int](repeating: 0, count: weights.count)
    for _ in 0..<200_000 { counts[table.draw(&random)] += 1 }
    for (index, weight) in weights.enumerated() {
      let expected = weight / 13.501 * 200_000
      // five times the square root is five standard deviations
      #expect(abs(Double(counts[index]) - expected) <= 5 * (expected + 1).squareRoot(), "\(index)")
    }
    #expect(counts[0] == 0)
  }

  @Test("follows quantiles from end to end")
  func quantiles() {
    let shape = Quantiles([(0, 10), (500_000, 20), (500_001, 100), (1_000_000, 200)])
    #expect(
      [0, 250_000, 500_000, 500_001, 750_000, 1_000_000, 2_000_000].map(shape.value(at:)) == [
        10, 15, 20, 100, 149, 200, 200,
      ])
  }

  @Test("puts every order of three equally often")
  func shuffle() {
    var counts: [[Int]: Int] = [:]
    var random = RandomStream(seed: 9, .user)
    for _ in 0..<6000 {
      var order = [1, 2, 3]
      random.shuffle(&order)
      counts[order, default: 0] += 1
    }
    #expect(counts.count == 6 && counts.values.allSatisfy { (800...1200).contains($0) })
  }
}

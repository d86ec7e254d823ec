/// Who made which film.
///
/// Simon's process (1955): a place in a film's list goes to a new company one time in three, else to that of any earlier
/// place. Large ones grow as real ones do: the largest of 45,466 films has about 1,500, and most have one.
struct SampleCompanies {
  /// Companies of film `n` are `members[starts[n]..<starts[n + 1]]`.
  private let starts: [Int]
  private let members: [Int32]
  /// Companies introduced.
  let count: Int
  let names: CompanyNames

  init(plan: SamplePlan) {
    names = CompanyNames(seed: plan.seed)
    var random = RandomStream(seed: plan.seed, .companies)
    var starts = [0]
    var members: [Int32] = []
    var count = 0
    for _ in 0..<plan.films {
      let size = Self.sizes.pick(&random)
      let start = members.count
      for _ in 0..<(size < 8 ? size : size + random.below(19)) {
        let isNew = members.isEmpty || random.chance(336, in: 1000)
        let company = isNew ? Int32(count) : members[random.below(members.count)]
        if isNew { count += 1 }
        if !members[start...].contains(company) { members.append(company) }
      }
      starts.append(members.count)
    }
    self.starts = starts
    self.members = members
    self.count = count
  }

  func companies(of film: Int) -> [Int] { members[starts[film]..<starts[film + 1]].map(Int.init) }

  /// TMDB's id of a company. They rise with age, not strictly: within each 64 the order is mixed.
  func id(_ company: Int) -> Int {
    let (block, place) = company.quotientAndRemainder(dividingBy: 64)
    return (block * 64 + (place * 37 + block * 11) % 64) * 4 + 1 + company % 4
  }

  /// Lengths of the lists, per 1,000 films; the last stands for 8 to 26.
  private static let sizes = Weighted<Int>([
    (0, 261), (1, 371), (2, 180), (3, 90), (4, 48), (5, 24), (6, 12), (7, 6), (8, 8),
  ])
}

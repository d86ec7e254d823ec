/// Finds the slots of votes and counts the votes of each slot.
struct VoteTally: ~Copyable {
  let links: LinkTable
  /// One more than the slots: the first counter takes the votes without one, so that no vote needs a branch.
  private let counters: UnsafeMutablePointer<Int>

  init(links: LinkTable) {
    self.links = links
    counters = .allocate(capacity: links.count + 1)
    counters.initialize(repeating: 0, count: links.count + 1)
  }

  deinit { counters.deallocate() }

  /// Votes whose film links.csv does not have.
  var unlinked: Int { counters[0] }

  var votesPerSlot: [Int] { Array(UnsafeBufferPointer(start: counters + 1, count: links.count)) }

  /// Sets the slots of the block's votes. In a loop of its own, so that the processor waits for many look-ups at once.
  func resolve(_ block: borrowing VoteBlock) {
    let movieIDs = block.movieIDs
    let slots = block.slots
    links.dense.withUnsafeBufferPointer { dense in
      let denseCount = Int64(dense.count)
      for index in 0..<block.count {
        let id = movieIDs[index]
        let slot = id < denseCount ? dense[Int(truncatingIfNeeded: id)] : sparseSlot(id)
        slots[index] = slot
        counters[Int(slot) &+ 1] &+= 1
      }
    }
  }

  @inline(never)
  private func sparseSlot(_ movieID: Int64) -> Int32 { links.sparse[movieID] ?? -1 }
}

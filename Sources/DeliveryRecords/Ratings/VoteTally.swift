/// Finds the slots of votes and counts the votes of each slot.
struct VoteTally: ~Copyable {
  let links: LinkTable
  /// One more than the slots: the first counter takes the votes without one, so that no vote needs a branch.
  private var counters: ByteCounters

  init(links: LinkTable) {
    self.links = links
    counters = ByteCounters(count: links.count + 1)
  }

  /// Votes whose film links.csv does not have.
  var unlinked: Int { Int(counters[0]) }

  var votesPerSlot: [Int] { (0..<links.count).map { Int(counters[$0 + 1]) } }

  /// Sets the slots of the block's votes, and returns how many have none. In a loop of its own, so that the processor waits
  /// for many look-ups at once.
  mutating func resolve(_ block: borrowing VoteBlock) -> Int {
    let movieIDs = block.movieIDs
    let slots = block.slots
    let bytes = counters.bytes
    let unlinkedBefore = bytes[0]
    links.dense.withUnsafeBufferPointer { dense in
      let denseCount = Int64(dense.count)
      for index in 0..<block.count {
        let id = movieIDs[index]
        let slot = id < denseCount ? dense[Int(truncatingIfNeeded: id)] : sparseSlot(id)
        slots[index] = slot
        let counter = Int(slot) &+ 1
        bytes[counter] &+= 1
        if bytes[counter] == 0 { counters.carry(counter) }
      }
    }
    return Int(bytes[0] &- unlinkedBefore)  // a block has fewer votes than a byte has values
  }

  @inline(never)
  private func sparseSlot(_ movieID: Int64) -> Int32 { links.sparse[movieID] ?? -1 }
}

/// Takes the good films of a delivery as they stream past. Called by one thread at a time.
package protocol FilmConsumer: AnyObject {
  /// A film that stands: the first of its id, in the order of the file.
  func movie(_ record: MovieRecord) throws
}

/// Takes the good votes of a delivery as they stream past. Called by one thread at a time.
package protocol VoteConsumer: AnyObject {
  /// What joins votes to films. Called once, before any votes; not called when there is none.
  func links(_ table: LinkTable) throws

  /// Up to `VoteBlock.capacity` valid votes; the block is reused after the call.
  func votes(_ block: borrowing VoteBlock) throws
}

/// Takes both. Films and votes may come from two threads at the same time, so what takes them shares nothing between them.
package typealias DeliveryConsumer = FilmConsumer & VoteConsumer

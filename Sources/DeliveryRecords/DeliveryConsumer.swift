/// Takes the good records of a delivery as they stream past.
package protocol DeliveryConsumer: AnyObject {
  /// A film that stands: the first of its id, in the order of the file.
  func movie(_ record: MovieRecord) throws

  /// What joins votes to films. Called once, before any votes; not called when there is none.
  func links(_ table: LinkTable) throws

  /// Up to `VoteBlock.capacity` valid votes; the block is reused after the call.
  func votes(_ block: borrowing VoteBlock) throws
}

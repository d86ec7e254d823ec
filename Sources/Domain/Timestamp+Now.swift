import Foundation

extension Timestamp {
  /// The wall clock. Handed to the stages as a function, so that tests can set it.
  @Sendable package static func now() -> Timestamp {
    Timestamp(millisecondsSinceEpoch: Int64((Date().timeIntervalSince1970 * 1000).rounded(.down)))
  }
}

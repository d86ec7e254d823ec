import Domain
import Foundation

/// One event that a function was given.
package struct LambdaInvocation: Sendable {
  package let id: String
  /// When Lambda ends the process that is still at it.
  package let deadline: Timestamp
  package let event: Data
}

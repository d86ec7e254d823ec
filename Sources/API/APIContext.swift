import Hummingbird
import Logging
import NIOCore

/// What a request brings besides itself: less than Hummingbird's basic context, since nothing here is routed by it.
package struct APIContext: InitializableFromSource, Sendable {
  let logger: Logger
  /// The other end of the connection; empty in tests without one.
  let address: String

  package init(source: ApplicationRequestContextSource) {
    logger = source.logger
    address = source.channel.remoteAddress?.ipAddress ?? ""
  }
}

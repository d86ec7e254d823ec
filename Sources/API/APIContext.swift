import Hummingbird
import Logging
import NIOCore

/// What a request brings besides itself: less than Hummingbird's basic context, since nothing here is routed by it.
package struct APIContext: InitializableFromSource, Sendable {
  let logger: Logger
  private let channel: any Channel

  package init(source: ApplicationRequestContextSource) {
    logger = source.logger
    channel = source.channel
  }

  /// The other end of the connection; `nil` in tests without one.
  var peer: IPAddress? { IPAddress(channel.remoteAddress) }
}

import Hummingbird
import Logging

/// What a request brings besides itself: less than Hummingbird's basic context, since nothing here is routed by it.
package struct APIContext: InitializableFromSource, Sendable {
  let logger: Logger

  package init(source: ApplicationRequestContextSource) { self.logger = source.logger }
}

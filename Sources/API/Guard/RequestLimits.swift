import NIOCore

/// What a request may have, and how long its client may take.
struct RequestLimits: Sendable {
  var maxHeadBytes: Int
  var maxHeadFields: Int
  var maxBodyBytes: Int
  /// For a head from its first byte, and for a body from its head.
  var requestTime: TimeAmount
  /// For taking what was written.
  var sendTime: TimeAmount

  init(_ configuration: APIConfiguration) {
    maxHeadBytes = configuration.maxHeaderBytes
    maxHeadFields = configuration.maxHeaderFields
    maxBodyBytes = configuration.maxBodyBytes
    requestTime = .nanoseconds(configuration.requestTimeout.wholeNanoseconds)
    sendTime = .nanoseconds(configuration.sendTimeout.wholeNanoseconds)
  }
}

import HTTPTypes

/// What became of counting one answer, as `RateLimit` fields tell the client (draft-ietf-httpapi-ratelimit-headers).
struct RateCharge: Sendable, Equatable {
  let limit: RateLimit
  let isAllowed: Bool
  /// Until the whole quota is there again.
  let untilWhole: Duration

  init(_ limit: RateLimit, isAllowed: Bool, untilWhole: Duration) {
    self.limit = limit
    self.isAllowed = isAllowed
    self.untilWhole = untilWhole
  }

  /// Answers that the client may have at once.
  var remaining: Int {
    let left = (limit.window - untilWhole).wholeNanoseconds / max(1, limit.interval.wholeNanoseconds)
    return max(0, min(limit.quota, Int(left)))
  }

  /// Until there is one again; not less than a second, since a client cannot be told less.
  var retryAfterSeconds: Int64 { max(1, Self.seconds(untilWhole + limit.interval - limit.window)) }

  func append(to fields: inout HTTPFields) {
    fields.append(
      HTTPField(
        name: .rateLimitPolicy, value: "\"uncached\";q=\(limit.quota);w=\(limit.window.components.seconds)"))
    fields.append(HTTPField(name: .rateLimit, value: "\"uncached\";r=\(remaining);t=\(Self.seconds(untilWhole))"))
  }

  /// Rounded up: who waits so long has waited long enough.
  private static func seconds(_ duration: Duration) -> Int64 {
    duration.components.seconds + (duration.components.attoseconds > 0 ? 1 : 0)
  }
}

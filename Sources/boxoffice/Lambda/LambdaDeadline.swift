import Domain
import Pipeline

/// When Lambda ends us, and how long before that we stop by ourselves: what is cancelled leaves a state that the next try
/// goes on from, and has the time to say so.
struct LambdaDeadline: Sendable {
  /// At most a fifth of the time that there is.
  private static let longestReserve = Duration.seconds(10)

  private let end: ContinuousClock.Instant
  private let reserve: Duration

  init(_ deadline: Timestamp) {
    let left = max(.zero, Timestamp.now().duration(to: deadline))
    end = .now + left
    reserve = min(Self.longestReserve, left / 5)
  }

  /// How long a delivery may be worked. That it takes longer is noted in its record, for which there is one reserve more.
  var workLimit: Duration { max(.zero, ContinuousClock.now.duration(to: end) - reserve * 2) }

  /// Runs `body`, or stops it and throws `deadline-near`.
  func limit(_ body: @escaping @Sendable () async throws -> Void) async throws {
    do {
      try await TimeLimit.run(max(.zero, ContinuousClock.now.duration(to: end) - reserve), body)
    } catch is TimeLimit.Exceeded {
      throw BoxOfficeError(
        code: "deadline-near",
        message: "the function's time is nearly over; the next try goes on from here. If it never gets done, raise the"
          + " function's time-out")
    }
  }
}

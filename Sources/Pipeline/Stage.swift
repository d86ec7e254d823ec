import Logging
import Metrics

/// What is done with a delivery, in the order it begins; some of it at the same time.
package enum Stage: String, Sendable {
  /// Copied, and kept as it came.
  case take
  /// Read and judged, every field of every row; the model is collected by the same reading, and the tables are copied out of
  /// the zip.
  case validate
  /// The model CSVs are written, and the figures computed.
  case model
  /// The accepted tables are kept, beside `model` and `seed`.
  case keep
  /// An edition is built aside. The model CSVs are kept at the same time.
  case seed
  case publish
}

extension Stage {
  /// Runs the stage; logs and counts how long it took once it is done.
  func run<Result: Sendable>(
    _ logger: Logger, _ progress: ProgressHandler?, _ body: () async throws -> Result
  ) async throws -> Result {
    progress?(.began(self))
    let begun = ContinuousClock.now
    let result = try await body()
    let duration = ContinuousClock.now - begun
    Timer(label: "boxoffice.stage.duration", dimensions: [("stage", rawValue)]).record(duration: duration)
    let seconds = duration / .seconds(1)
    logger.debug(
      "A stage is done", metadata: ["stage": "\(rawValue)", "stage.seconds": "\((seconds * 1000).rounded() / 1000)"])
    return result
  }
}

import Domain
import InputValidator

/// What the pipeline is doing for a delivery.
package enum PipelineProgress: Sendable {
  case began(Stage)
  case validating(InputValidator.Progress)
  /// It is kept: if the work ends before, nothing is left of it; if it ends from here on, the next start finishes it.
  case taken(DeliveryRecord)
}

/// Told about the progress of the stages, often and from any thread.
package typealias ProgressHandler = @Sendable (PipelineProgress) -> Void

import Domain
import InputValidator

/// What the pipeline is doing for a delivery.
package enum PipelineProgress: Sendable {
  /// The file is not a delivery yet: if the work ends here, nothing is left of it.
  case copying
  /// It is kept: if the work ends from here on, the next start finishes it.
  case taken(DeliveryRecord)
  case reading(InputValidator.Progress)
  case building
  case publishing
}

/// Told about the progress of the long stages, often and from any thread.
package typealias ProgressHandler = @Sendable (PipelineProgress) -> Void

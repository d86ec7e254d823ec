import DataArchive
import Domain

/// What the pipeline needs to know besides its engines.
package struct PipelineConfiguration: Sendable {
  /// A folder for files under way, on the same file system as the stores where possible, so that they can be moved.
  package var scratchFolder: String
  package var archiveLimits = ArchiveLimits()
  /// For providers without a settle time of their own.
  package var settle = Duration.seconds(15 * 60)
  /// Failures of ours after which a delivery is `failed` and people are told.
  package var maxAttempts = 3
  /// How long one turn works a delivery before it is stopped, which counts as a failure. The largest delivery known takes
  /// some twenty seconds: an hour is a hundred times that.
  package var workLimit = Duration.seconds(3600)

  package init(scratchFolder: String) { self.scratchFolder = scratchFolder }
}

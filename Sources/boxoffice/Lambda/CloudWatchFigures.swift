import CloudPlatform
import Foundation

/// Our metrics as CloudWatch knows them, in the namespace `BoxOffice`: those that alarms and the dashboard of deploy/aws are
/// about.
enum CloudWatchFigures {
  static let namespace = "BoxOffice"

  static func figure(_ label: String, _ dimensions: [(String, String)]) -> EmbeddedFigure? {
    let values = Dictionary(dimensions) { $1 }
    switch label {
    case "boxoffice.edition.age.days":
      return EmbeddedFigure("EditionAgeDays", .none, by: ["Provider": values["provider"] ?? ""])
    case "boxoffice.publication.pending": return EmbeddedFigure("PublicationPendingSeconds", .seconds)
    case "boxoffice.publication.duration": return EmbeddedFigure("PublicationSeconds", .seconds)
    case "boxoffice.deliveries":
      return EmbeddedFigure("Deliveries\((values["verdict"] ?? "").capitalized)", .count)
    case "boxoffice.edge.purge.failures": return EmbeddedFigure("PurgeFailures", .count)
    case "boxoffice.stage.failures": return EmbeddedFigure("StageFailures", .count)
    case "boxoffice.stage.duration":
      return EmbeddedFigure("StageSeconds", .seconds, by: ["Stage": values["stage"] ?? ""], hasTotal: false)
    default: return nil
    }
  }
}

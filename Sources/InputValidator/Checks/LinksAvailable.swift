import DeliveryRecords
import Domain

/// `links-reused` and `ratings-unjoinable`: what joins the votes when the delivery has no links.csv.
enum LinksAvailable {
  static func check(_ selection: FileSelection, _ context: ValidationContext, _ log: FindingLog) {
    guard selection.candidates[.links] == nil else { return }
    let fix = NearMiss(of: .links, among: selection.ignored)?.fix
    if let kept = context.keptLinks {
      log.note(
        .linksReused,
        Finding(
          .linksReused, file: DeliveryFile.links.rawValue,
          message: "The zip has no links.csv; the one of delivery \(kept.delivery.short) joins the votes.", fix: fix))
    } else {
      log.note(
        .ratingsUnjoinable,
        Finding(
          .ratingsUnjoinable, file: DeliveryFile.links.rawValue,
          message: "The zip has no links.csv and none was kept from an earlier delivery, so no vote reaches a film.",
          fix: fix))
    }
  }
}

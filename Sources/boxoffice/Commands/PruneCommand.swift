import ArgumentParser
import Domain
import InputValidator
import Pipeline
import Watchfolders

/// Retention, by hand.
struct PruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove old editions and deliveries.",
    discussion: """
      Keeps the newest editions and deliveries (24, or what the options or the provider's settings say). Never removes
      the current edition, one that is being published, a pinned one, or the delivery of any of them; nor unfinished
      work; nor a links.csv that kept deliveries rely on. Numbers of removed editions answer 410.

      With `boxoffice provider set NAME retention.automatic=yes` the same happens by itself after each publication.

      Examples:
        boxoffice prune --dry-run
        boxoffice prune --keep 12 --provider acme
        boxoffice prune --delivery-days 90
      """)

  @Option(help: "How many to keep (default: the provider's setting, 24 if it has none).")
  var keep: Int?

  @Option(
    help: "Keep deliveries for so many days instead, however many; 0 goes by number (default: the provider's setting).")
  var deliveryDays: Int?

  @Flag(help: "Only say what would be removed, and how many bytes that is.")
  var dryRun = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep must be at least 1") }
    if let deliveryDays, !(0...36_500).contains(deliveryDays) {
      throw ValidationError("--delivery-days takes 0 to 36500")
    }
  }

  /// What `--json` prints. `bytes` is `nil` where an edition's size was never noted.
  struct Outcome: Encodable {
    struct Edition: Encodable {
      let number: EditionNumber
      let bytes: Int64?
    }

    struct Delivery: Encodable {
      let delivery: DeliveryID
      let bytes: Int64
    }

    let isDryRun: Bool
    let editions: [Edition]
    let deliveries: [Delivery]
    let olderVersions: [PrunePlan.Item]
    let bytes: Int64
  }

  func run() async throws {
    let installation = try await common.installation()
    let provider = try await installation.existing(provider.id)
    var retention = try await installation.seederWatchfolder.settings(of: provider).retention
    if let keep { retention.keep = keep }
    if let deliveryDays { retention.deliveryDays = deliveryDays == 0 ? nil : deliveryDays }
    let plan = try await onStageExecutor { [retention, dryRun] in
      try await installation.pipeline.lockedWaiting(
        provider, waiting: { Output.talk("another process works for \(provider); waiting for it") }
      ) {
        try await installation.pipeline.prune(provider, retention: retention, dryRun: dryRun)
      }
    }
    let outcome = outcome(plan)
    if json { return try Output.printJSON(outcome) }
    for edition in outcome.editions {
      Output.print("edition \(edition.number)  \(edition.bytes.map(Numbers.size) ?? "size unknown")")
    }
    for delivery in outcome.deliveries {
      Output.print("delivery \(delivery.delivery)  \(Numbers.size(delivery.bytes))")
    }
    for item in outcome.olderVersions {
      Output.print("\(item.key) version \(item.version)  \(Numbers.size(item.bytes))")
    }
    Output.talk(
      "\(dryRun ? "would remove" : "removed") \(Numbers.counted(outcome.editions.count, "edition")), "
        + "\(outcome.deliveries.count == 1 ? "1 delivery" : "\(outcome.deliveries.count) deliveries") and "
        + "\(Numbers.counted(outcome.olderVersions.count, "older version")) of kept objects: "
        + "\(Numbers.size(outcome.bytes)) (\(outcome.bytes) bytes)")
  }

  private func outcome(_ plan: RetentionPlan) -> Outcome {
    let bytes = plan.kept.bytesByDelivery
    let ofDeliveries = plan.kept.deliveries.map { Outcome.Delivery(delivery: $0, bytes: bytes[$0] ?? 0) }
    return Outcome(
      isDryRun: dryRun, editions: plan.editions.map { .init(number: $0.number, bytes: $0.bytes) },
      deliveries: ofDeliveries, olderVersions: plan.kept.itemsOfNoDelivery, bytes: plan.bytes)
  }
}

import ArgumentParser
import Domain
import Pipeline
import Watchfolders

/// Retention, by hand.
struct PruneCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "prune", abstract: "Remove old editions and deliveries.",
    discussion: """
      Keeps the newest editions and deliveries (24, or what --keep or the provider's settings say), never removes the
      current edition, its delivery, unfinished work or the newest links.csv. Numbers of removed editions answer 410.

      Examples:
        boxoffice prune --dry-run
        boxoffice prune --keep 12 --provider acme
      """)

  @Option(help: "How many to keep (default: the provider's setting, 24 if it has none).")
  var keep: Int?

  @Flag(help: "Only say what would be removed.")
  var dryRun = false

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    if let keep, keep < 1 { throw ValidationError("--keep must be at least 1") }
  }

  func run() async throws {
    let installation = try await common.installation()
    let provider = try await installation.existing(provider.id)
    let keep = keep
    let dryRun = dryRun
    let plan = try await onStageExecutor {
      try await installation.pipeline.lockedWaiting(provider) {
        try await installation.pipeline.prune(provider, keep: keep, dryRun: dryRun)
      }
    }
    for number in plan.editions { Output.print("edition \(number)") }
    for item in plan.kept.items { Output.print("\(item.key) version \(item.version), \(item.bytes) bytes") }
    Output.talk(
      "\(dryRun ? "would remove" : "removed") \(plan.editions.count) editions and \(plan.kept.items.count) kept objects (\(plan.kept.bytes) bytes)"
    )
  }
}

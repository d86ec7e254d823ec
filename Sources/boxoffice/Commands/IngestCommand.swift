import ArgumentParser
import Domain
import Foundation
import InputValidator
import Pipeline
import Synchronization
import Watchfolders

/// All stages at once, without the settle time.
struct IngestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ingest", abstract: "Take a data.zip through all stages at once, and print the edition.",
    discussion: """
      The file itself is left where it is; a copy is kept in the Seeder Watchfolder. A running `boxoffice serve` or
      `boxoffice run` on the same data directory serves the new edition within a second.

      Examples:
        boxoffice ingest data.zip
        boxoffice ingest data.zip --provider acme --data-dir /srv/boxoffice --json
      """)

  @Argument(help: "The delivery.", completion: .file(extensions: ["zip"]))
  var zip: String

  @Flag(help: "Print the outcome as JSON.")
  var json = false

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  /// What `--json` prints.
  struct Outcome: Encodable {
    let provider: ProviderID
    let delivery: DeliveryID
    let state: DeliveryRecord.State
    let edition: EditionNumber?
    let isSame: Bool
  }

  func run() async throws {
    let input = try InputFile(zip)
    let installation = try await common.installation()
    try await installation.requireEngines()
    let command = self
    let kept = KeptDelivery()
    let outcome = try await untilStopped({ kept.whatIsLeft(of: input.path) }) {
      try await command.ingest(input, installation, kept)
    }
    if json { try Output.printJSON(outcome) }
    switch outcome.state {
    case .published:
      if !json { Output.print("\(outcome.edition ?? 0)") }
    case .rejected:
      Output.talk("rejected; the report follows\n")
      try await talkReport(outcome, installation)
      throw ExitCode(1)
    case .superseded:
      Output.talk("not published: a delivery that was taken later is current already")
    case .taken, .accepted, .failed:
      throw BoxOfficeError(code: "ingest-unfinished", message: "the delivery \(outcome.delivery) was not finished")
    }
  }

  private func ingest(
    _ input: InputFile, _ installation: Installation, _ kept: KeptDelivery
  ) async throws -> Outcome {
    let provider = provider.id
    try await installation.pipeline.addProvider(provider)
    let progress = ProgressBar()
    defer { progress.clear() }
    let outcome = try await installation.pipeline.ingest(
      copyOf: input.path, of: provider,
      progress: { step in
        kept.note(step)
        progress.show(step)
      },
      waiting: { Output.talk("another process works for \(provider); waiting for it") })
    await installation.pipeline.deliverNotifications(to: installation.channels, of: provider)
    switch outcome {
    case .new(let record):
      return Outcome(
        provider: provider, delivery: record.delivery, state: record.state, edition: record.edition, isSame: false)
    case .same(let record):
      Output.talk("the same as delivery \(record.delivery.short), which is current or under way; nothing new was made")
      return Outcome(
        provider: provider, delivery: record.delivery, state: record.state, edition: record.edition, isSame: true)
    }
  }

  private func talkReport(_ outcome: Outcome, _ installation: Installation) async throws {
    if let report = try await installation.seederWatchfolder.report(of: outcome.delivery, outcome.provider) {
      Output.talk(ReportText.render(report, color: false))
    }
  }
}

/// The delivery that is being worked, for the line that a stopped command ends with.
private final class KeptDelivery: Sendable {
  private let record = Mutex<DeliveryRecord?>(nil)

  func note(_ progress: PipelineProgress) {
    switch progress {
    case .taken(let delivery): record.withLock { $0 = delivery }
    // An earlier delivery was finished first; now comes the file, of which nothing is kept yet.
    case .began(.take): record.withLock { $0 = nil }
    case .began, .validating: break
    }
  }

  func whatIsLeft(of path: String) -> String {
    guard let record = record.withLock({ $0 }) else { return "\(path) was not taken, and nothing of it is kept" }
    return "delivery \(record.delivery.short) is kept; `boxoffice run`, or the same command again, finishes it"
  }
}

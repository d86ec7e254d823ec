import ArgumentParser
import Domain
import Foundation
import Pipeline
import Synchronization
import Watchfolders

/// Kept deliveries through today's code.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Run kept deliveries again through today's code, and show what would change.",
    discussion: """
      A delivery is validated by today's rules and settings, parsed, and built as a shadow edition, which no URL shows.
      It is compared with the current edition (or --against another) and then removed again; its number is never used
      again. --publish makes it current instead, as if the delivery had been sent again now; --keep leaves it, for
      `boxoffice export` and for `boxoffice rollback`, which makes it current without a message.

      With --to every delivery from the one to the other is run, each by itself; --publish is about the last.

      Examples:
        boxoffice replay --from 3f2a91c07d5e
        boxoffice replay --from 3f2a91c07d5e --publish
        boxoffice replay --from 3f2a91 --to 9be104 --format json | jq '.replays[].diff.films'
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case text, json
  }

  @Option(help: "The delivery: its SHA-256, or the beginning of it, as `boxoffice editions` shows it.")
  var from: String

  @Option(help: "Run all deliveries that were taken from the first up to this one.")
  var to: String?

  @Option(help: "Compare with this edition (default: the current one).")
  var against: EditionNumber?

  @Flag(help: "Make the edition of the last delivery current, and tell the provider.")
  var publish = false

  @Flag(help: "Leave the shadow editions that are not published.")
  var keep = false

  @Option(help: "How many of the largest changes are shown, at most 1000.")
  var changes = 20

  @Option(help: "text or json.")
  var format = Format.text

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...1000).contains(changes) else { throw ValidationError("--changes takes 0 to 1000") }
  }

  func run() async throws {
    let installation = try await common.installation()
    let provider = try await installation.existing(provider.id)
    if let against, try await installation.edition(against, of: provider).state != .ready {
      throw UsageError("edition \(against) of \(provider) cannot be read any more, and nothing can be compared with it")
    }
    let deliveries = try await deliveries(installation, provider)
    let command = self
    let underWay = Mutex<DeliveryID?>(nil)
    let replays = try await untilStopped({
      Self.whatIsLeft(underWay.withLock { $0 })
    }) {
      var replays: [Replay] = []
      for delivery in deliveries {
        let isLast = delivery == deliveries.last
        let replay = try await command.replay(delivery, installation, provider, isLast: isLast) { isTakenAnew in
          underWay.withLock { $0 = isTakenAnew ? delivery : nil }
        }
        replays.append(replay)
        if command.format == .text { Output.print(ReplayText.render(replay, of: provider)) }
      }
      return replays
    }
    if format == .json { try Output.printJSON(ReplayDocument(provider, replays)) }
    if replays.contains(where: { $0.fate == .rejected }) { throw ExitCode(1) }
  }

  private func replay(
    _ delivery: DeliveryID, _ installation: Installation, _ provider: ProviderID, isLast: Bool,
    _ note: @escaping @Sendable (_ isTakenAnew: Bool) -> Void
  ) async throws -> Replay {
    let progress = ProgressBar()
    defer { progress.clear() }
    var options = ReplayOptions()
    options.against = against
    options.publishes = publish && isLast
    options.keeps = keep
    options.changes = changes
    let replay = try await installation.pipeline.replay(
      delivery, of: provider, options,
      progress: { step in
        if case .taken(let record) = step { note(record.delivery == delivery) }
        progress.show(step)
      },
      waiting: { Output.talk("another process works for \(provider); waiting for it") })
    note(false)
    await installation.pipeline.deliverNotifications(to: installation.channels, of: provider)
    return replay
  }

  private static func whatIsLeft(_ takenAnew: DeliveryID?) -> String {
    guard let takenAnew else { return "nothing was published, and the shadow edition is removed" }
    return "delivery \(takenAnew.short) is being published; `boxoffice run`, or the next command, finishes it"
  }

  /// The deliveries that were asked for, in the order in which they were taken.
  private func deliveries(_ installation: Installation, _ provider: ProviderID) async throws -> [DeliveryID] {
    let records = try await installation.seederWatchfolder.records(of: provider)
    let first = try Self.index(of: from, in: records, "--from", provider)
    let last = try to.map { try Self.index(of: $0, in: records, "--to", provider) } ?? first
    guard first <= last else {
      throw UsageError(
        "delivery \(records[first].delivery.short) was taken after \(records[last].delivery.short): exchange --from and --to"
      )
    }
    return records[first...last].map(\.delivery)
  }

  private static func index(
    of text: String, in records: [DeliveryRecord], _ option: String, _ provider: ProviderID
  ) throws -> Int {
    let found = records.indices.filter { records[$0].delivery.hex.hasPrefix(text.lowercased()) }
    guard let index = found.first, !text.isEmpty else {
      throw UsageError(
        "\(provider) has no delivery \(text) (\(option)); `boxoffice editions --provider \(provider)` shows those that were"
          + " published, the notifications name all")
    }
    guard found.count == 1 else {
      throw UsageError(
        "\(found.count) deliveries of \(provider) begin with \(text) (\(option)): write more of its digits")
    }
    return index
  }
}

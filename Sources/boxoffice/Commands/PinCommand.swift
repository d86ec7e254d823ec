import ArgumentParser
import Database
import Domain
import Pipeline

/// Keep an edition for ever.
struct PinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pin", abstract: "Keep an edition, and the delivery it was made from, for ever.",
    discussion: """
      Retention never removes a pinned edition or its delivery, whatever the settings say. `boxoffice editions` shows
      which are pinned, and `boxoffice unpin` lets one go again.

      Example:
        boxoffice pin 12 --provider acme
      """)

  @Argument(help: "The edition's number.")
  var number: EditionNumber

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let pinnedAt = try await common.installation().pin(number, of: provider.id, at: .now())
    Output.talk("edition \(number) of \(provider.id) is pinned since \(pinnedAt.map { "\($0)" } ?? "now")")
  }
}

/// Leave a pinned edition to retention again.
struct UnpinCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "unpin", abstract: "Leave a pinned edition to retention again.",
    discussion: """
      Nothing is removed by this: the next prune treats the edition like any other.

      Example:
        boxoffice unpin 12 --provider acme
      """)

  @Argument(help: "The edition's number.")
  var number: EditionNumber

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    _ = try await common.installation().pin(number, of: provider.id, at: nil)
    Output.talk("edition \(number) of \(provider.id) is not pinned")
  }
}

extension Installation {
  /// Pins an edition, or unpins it with `nil`, and returns since when it is pinned.
  ///
  /// Under the provider's lock: a prune that is under way decided before, and may be removing the edition's delivery.
  fileprivate func pin(
    _ number: EditionNumber, of provider: ProviderID, at time: Timestamp?
  ) async throws -> Timestamp? {
    let provider = try await existing(provider)
    return try await onStageExecutor {
      try await pipeline.lockedWaiting(
        provider, waiting: { Output.talk("another process works for \(provider); waiting for it") }
      ) {
        let record = try await edition(number, of: provider)
        guard record.state == .ready else {
          throw UsageError(
            "edition \(number) of \(provider) is \(record.state.rawValue): only what is there can be pinned")
        }
        try await database.pin(number, of: provider, at: time)
        return try await edition(number, of: provider).pinnedAt
      }
    }
  }
}

import ArgumentParser
import Domain
import Pipeline
import Seeder

/// Serve an older edition again.
struct RollbackCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rollback", abstract: "Make an older edition the current one again.",
    discussion: """
      The switch is the same as a publication: at once, for everybody, and nothing is lost. The next delivery makes a new
      edition as usual.

      Example:
        boxoffice rollback 3 --provider acme
      """)

  @Argument(help: "The edition to go back to.")
  var number: EditionNumber

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    let provider = try await installation.existing(provider.id)
    let edition = try await installation.edition(number, of: provider)
    guard edition.state == .ready else {
      throw UsageError("edition \(number) of \(provider) is \(edition.state.rawValue) and cannot be served")
    }
    let record = try await onStageExecutor {
      try await installation.pipeline.lockedWaiting(provider) {
        try await installation.publisher.publish(number, of: provider)
      }
    }
    Output.talk("edition \(record.edition) of \(provider) is current since \(record.switchedAt)")
  }
}

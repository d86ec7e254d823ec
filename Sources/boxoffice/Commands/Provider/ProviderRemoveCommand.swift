import ArgumentParser
import Domain
import Foundation
import Glibc
import Pipeline
import Watchfolders

/// Somebody delivers no more.
struct ProviderRemoveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "remove", abstract: "Remove a provider: nothing of it is watched or served any more.",
    discussion: """
      Its URLs answer 404 by the time the command is done. What is being worked for it is finished first. A provider that
      has data is not removed unless you say what becomes of them; that cannot be taken back for deleted ones. Edition
      numbers stay used for ever. A removal that is cut off is finished by the same command again.

      Examples:
        boxoffice provider remove acme --keep-data             `provider add acme` serves it again
        boxoffice provider remove acme --delete-data           asks at a terminal
        boxoffice provider remove acme --delete-data --yes     for scripts
      """)

  @OptionGroup var provider: ProviderArgument

  @Flag(help: "Keep deliveries, editions, settings and the watchfolder.")
  var keepData = false

  @Flag(help: "Delete deliveries, editions, settings, messages and the watchfolder with all that lies in it.")
  var deleteData = false

  @Flag(help: "Delete without asking.")
  var yes = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if keepData, deleteData { throw ValidationError("Data are either kept or deleted: leave one of the two out") }
    if yes, !deleteData { throw ValidationError("--yes is for --delete-data: nothing else is asked") }
  }

  func run() async throws {
    let installation = try await common.installation()
    let provider = provider.name
    if try await installation.pipeline.registry.removal(of: provider) == nil {
      _ = try await installation.existing(provider)
      if !keepData { try await allowDeletion(of: provider, installation) }
    } else if !keepData, !deleteData {
      throw UsageError(
        "\(provider) was removed already, or is being removed: say --keep-data or --delete-data to finish that")
    } else if deleteData {
      try await allowDeletion(of: provider, installation)
    }
    let keepData = keepData
    try await untilStopped({ "the removal of \(provider) has begun; the same command again finishes it" }) {
      try await installation.pipeline.removeProvider(
        provider, keepingData: keepData,
        waiting: { Output.talk("another process works for \(provider); waiting until it is done") })
    }
    Output.talk("\(provider) is removed; its data are \(keepData ? "kept" : "deleted")")
  }

  /// Returns if there is nothing to be lost, or if the person wants to lose it.
  private func allowDeletion(of provider: ProviderID, _ installation: Installation) async throws {
    let holdings = try await onStageExecutor { try await installation.pipeline.holdings(of: provider) }
    if holdings.isEmpty, !deleteData { return }
    let what =
      "deliveries: \(holdings.deliveries), editions: \(holdings.editions)"
      + (holdings.hasUpload ? ", and an upload that waits" : "")
    guard deleteData else {
      throw UsageError("\(provider) has data (\(what)): say --keep-data or --delete-data")
    }
    if yes { return }
    guard isatty(STDIN_FILENO) == 1, isatty(STDERR_FILENO) == 1 else {
      throw UsageError(
        "\(provider) has data (\(what)); without a terminal to ask at, --yes says that they may be deleted")
    }
    FileHandle.standardError.write(
      Data("This deletes the data of \(provider) for ever (\(what)). Write its name to go on: ".utf8))
    guard readLine()?.trimmingCharacters(in: .whitespaces) == provider.name else {
      throw UsageError("nothing was removed")
    }
  }
}

import ArgumentParser
import DataParser
import Domain
import Foundation
import InputValidator
import Watchfolders

/// Model CSVs only.
struct ParseCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "parse", abstract: "Write the six tables of the data model as CSV files.",
    discussion: """
      Checks the delivery first; a rejected one makes no tables. The same delivery gives the same bytes everywhere.

      Examples:
        boxoffice parse data.zip --out model/
        boxoffice parse data.zip --out model/ --json       the files with their sizes and digests
      """)

  @Argument(help: "The delivery.", completion: .file(extensions: ["zip"]))
  var zip: String

  @Option(help: "The folder for the tables.", completion: .directory)
  var out: String

  @Flag(help: "Print the files with sizes and SHA-256 as JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let configuration = try await common.configuration()
    let command = self
    let parts = try await untilStopped({ "no tables were written" }) { try command.parse(configuration) }
    if json {
      try Output.printJSON(parts)
    } else {
      for part in parts { Output.print("\(out)/\(part.name)") }
    }
  }

  private func parse(_ configuration: AppConfiguration) throws -> [DeliveryManifest.Part] {
    let input = try InputFile(zip)
    let progress = ProgressBar()
    defer { progress.clear() }
    let model = ModelBuilder()
    let outcome = try InputValidator(settings: ProviderSettings(), limits: configuration.archiveLimits).validate(
      .file(path: input.path), outputFolder: nil, consumer: model, progress: progress.show)
    progress.clear()
    guard outcome.report.verdict == .accepted else {
      Output.talk(ReportText.render(outcome.report, color: false))
      throw ExitCode(1)
    }
    try Task.checkCancellation()
    try OutputFile.makeFolder(out)
    return try model.finish().write(to: out)
  }
}

import ArgumentParser
import DataArchive
import Domain
import Foundation
import Glibc
import InputValidator
import Watchfolders

/// The validator's verdict, offline, without side effects.
struct CheckCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check", abstract: "Say what is wrong with a data.zip, and how to mend it.",
    discussion: """
      Checks every field of every row and writes nothing but what you ask for. Without an installation at hand it knows
      no earlier edition, so it cannot tell whether films went missing since last month.

      Examples:
        boxoffice check data.zip
        boxoffice check data.zip --html report.html --rejected rejected/
        boxoffice check data.zip --json | jq '.findings[].code'
      """)

  @Argument(help: "The delivery.", completion: .file(extensions: ["zip"]))
  var zip: String

  @Option(help: "Write the report as a self-contained HTML page.", completion: .file(extensions: ["html"]))
  var html: String?

  @Option(help: "Write the quarantined records as rejected-….csv into this folder.", completion: .directory)
  var rejected: String?

  @Flag(help: "Print the report document instead of text.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let configuration = try await common.configuration()
    let command = self
    let outcome = try await untilStopped({ "the delivery was not judged, and nothing was written" }) {
      try command.check(configuration)
    }
    if json {
      try Output.printJSON(outcome)
    } else {
      Output.print(ReportText.render(outcome, color: isatty(STDOUT_FILENO) == 1))
    }
    if outcome.verdict == .rejected { throw ExitCode(1) }
  }

  private func check(_ configuration: AppConfiguration) throws -> ValidationReport {
    let input = try InputFile(zip)
    let scratch = try TemporaryFolder()
    defer { scratch.remove() }
    let progress = ProgressBar()
    defer { progress.clear() }
    let outcome = try InputValidator(settings: ProviderSettings(), limits: configuration.archiveLimits).validate(
      .file(path: input.path), outputFolder: rejected == nil ? nil : scratch.path, progress: progress.show)
    progress.clear()
    try Task.checkCancellation()
    if let html { try OutputFile.write(Data(ReportHTML.render(outcome.report).utf8), to: html) }
    if let rejected {
      try OutputFile.makeFolder(rejected)
      for file in outcome.rejectedFiles { try OutputFile.move(file.path, to: rejected + "/" + file.name) }
    }
    return outcome.report
  }
}

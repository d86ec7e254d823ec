import ArgumentParser
import Database
import Domain
import Export
import Foundation
import InputValidator
import LocalPlatform

/// An edition to take home.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Write the tables of an edition as CSV, NDJSON or one SQLite file.",
    discussion: """
      csv and ndjson make a folder with a file for each table, sqlite makes one file. The same edition gives the same
      bytes, whatever database it lies in. What is written appears whole under its name, or not at all.

      CSV has a header row; NULL is an empty cell, an empty text is "". Values are exact: nothing is put in front of
      what a spreadsheet would take for a formula. docs/data-model.md explains the tables.

      Examples:
        boxoffice export --format sqlite --out films.sqlite
        boxoffice export --edition 12 --format csv --out edition-12/
        boxoffice export --format ndjson --table movies | jq 'select(.revenue_usd > 1e9).title'
      """)

  enum Format: String, CaseIterable, ExpressibleByArgument {
    case csv, ndjson, sqlite
  }

  @Option(help: "The edition's number (default: the current one).")
  var edition: EditionNumber?

  @Option(help: "csv, ndjson or sqlite.")
  var format: Format

  @Option(
    help: "The folder or file (default: PROVIDER-EDITION-FORMAT/, or PROVIDER-EDITION.sqlite).", completion: .file())
  var out: String?

  @Option(help: "Only this table, as csv or ndjson: to --out, or without it to standard output.")
  var table: String?

  @Flag(help: "Replace what is there under the name.")
  var force = false

  @OptionGroup var provider: ProviderOption
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let wanted = try wantedTable()
    let installation = try await common.installation()
    let provider = try await installation.existing(provider.id)
    let reader = try await installation.database.open(try await number(installation, provider), of: provider)
    let command = self
    try await untilStopped({ "nothing was exported" }) {
      switch (TableText(rawValue: command.format.rawValue), wanted) {
      case (nil, _): try await command.sqlite(reader)
      case (let text?, nil): try await command.folder(text, reader)
      case (let text?, let table?) where command.out != nil: try await command.file(text, table, reader)
      case (let text?, let table?):
        _ = try await text.write(table, of: reader) { try FileHandle.standardOutput.write(contentsOf: $0) }
      }
    }
  }

  private func wantedTable() throws -> TableDefinition? {
    guard let table else { return nil }
    guard format != .sqlite else { throw UsageError("--table is for csv and ndjson: a SQLite file has all tables") }
    let names = Schema.tables.map(\.name)
    guard let found = Schema.tables.first(where: { $0.name == table }) else {
      let hint = NearestName.to(table, among: names).map { "; did you mean \($0)?" } ?? "."
      throw UsageError("there is no table \(table)\(hint) There are: \(names.joined(separator: ", "))")
    }
    return found
  }

  private func number(_ installation: Installation, _ provider: ProviderID) async throws -> EditionNumber {
    guard let edition else {
      if let current = try await installation.database.publication(of: provider)?.edition { return current }
      throw UsageError("\(provider) has no edition yet; `boxoffice ingest data.zip --provider \(provider)` makes one")
    }
    let record = try await installation.edition(edition, of: provider)
    guard record.state == .ready else {
      throw UsageError("edition \(edition) of \(provider) is \(record.state.rawValue) and cannot be read")
    }
    return edition
  }

  private func sqlite(_ reader: any EditionReader) async throws {
    try await staged(reader, isFolder: false, otherwise: ".sqlite") { output in
      try await SQLiteEditionCopy.write(reader, to: output.aside)
    }
  }

  private func file(_ text: TableText, _ table: TableDefinition, _ reader: any EditionReader) async throws {
    try await staged(reader, isFolder: false, otherwise: "") { output in
      try await OutputFile.stream(to: output.aside) { write in _ = try await text.write(table, of: reader, to: write) }
    }
  }

  private func folder(_ text: TableText, _ reader: any EditionReader) async throws {
    try await staged(reader, isFolder: true, otherwise: "-\(text.rawValue)") { output in
      try OutputFile.makeFolder(output.aside)
      for table in Schema.tables {
        try await OutputFile.stream(to: output.aside + "/" + text.fileName(of: table)) { write in
          _ = try await text.write(table, of: reader, to: write)
        }
      }
      try OutputFile.sync(output.aside)
    }
  }

  /// Makes the output aside, puts it in its place, and prints where that is.
  private func staged(
    _ reader: any EditionReader, isFolder: Bool, otherwise suffix: String, _ body: (StagedOutput) async throws -> Void
  ) async throws {
    let edition = reader.edition
    let names = Set(Schema.tables.flatMap { table in TableText.allCases.map { $0.fileName(of: table) } })
    let output = try StagedOutput(
      out ?? "\(edition.provider)-\(edition.number)\(suffix)", replaces: force, isFolder: isFolder,
      isOurs: { $0.allSatisfy(names.contains) })
    let progress = ProgressBar()
    progress.show("exporting edition \(edition.number)")
    defer { progress.clear() }
    do {
      try await body(output)
      try Task.checkCancellation()
      try output.commit(isFolder: isFolder)
    } catch {
      output.discard()
      throw error
    }
    progress.clear()
    Output.print(output.path)
  }
}

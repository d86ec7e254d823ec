import ArgumentParser
import Database
import Domain
import InputValidator

/// What is published, and what was.
struct EditionsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "editions", abstract: "List the editions of a provider, or show one.",
    discussion: """
      Examples:
        boxoffice editions
        boxoffice editions show 3 --json
      """,
    subcommands: [List.self, Show.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List the editions, newest first; * marks the current one, 'pinned' those that are kept for ever.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var provider: ProviderOption
    @OptionGroup var common: CommonOptions

    /// What `--json` prints.
    struct Listing: Encodable {
      let publication: PublicationRecord?
      let editions: [EditionRecord]
    }

    func run() async throws {
      let installation = try await common.installation()
      let provider = try await installation.existing(provider.id)
      let editions = try await installation.database.editions(of: provider)
      let publication = try await installation.database.publication(of: provider)
      if json { return try Output.printJSON(Listing(publication: publication, editions: editions)) }
      if editions.isEmpty {
        Output.talk("\(provider) has no edition yet; `boxoffice ingest data.zip --provider \(provider)` makes one")
      }
      for edition in editions.reversed() {
        let mark = edition.number == publication?.edition ? "*" : " "
        Output.print(
          "\(mark) \(edition.number)  \(edition.publishedAt?.description ?? "unpublished")  \(edition.state.rawValue)  "
            + "\(edition.counts.moviesCounted) films  \(edition.counts.votes) votes  delivery \(edition.delivery.short)"
            + (edition.pinnedAt == nil ? "" : "  pinned")
        )
      }
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show one edition.")

    @Argument(help: "The edition's number.")
    var number: EditionNumber

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var provider: ProviderOption
    @OptionGroup var common: CommonOptions

    func run() async throws {
      let installation = try await common.installation()
      let provider = try await installation.existing(provider.id)
      let edition = try await installation.edition(number, of: provider)
      if json { return try Output.printJSON(edition) }
      let counts = edition.counts
      Output.print(
        """
        edition        \(edition.number) of \(provider), \(edition.state.rawValue)
        delivery       \(edition.delivery)
        taken          \(edition.takenAt)
        published      \(edition.publishedAt?.description ?? "never")
        pinned         \(edition.pinnedAt.map { "since \($0)" } ?? "no")
        size           \(edition.bytes.map(Numbers.size) ?? "unknown")
        model digest   \(edition.modelDigest)
        films          \(counts.movies), of which \(counts.moviesCounted) count
        companies      \(counts.companies), \(counts.companyYears) company-years, \(counts.companyGenreYears) by genre
        genres         \(counts.genres), \(counts.genreYears) genre-years
        years          \(counts.years)
        votes          \(counts.votes)
        """)
    }
  }
}

extension Installation {
  /// An edition that a command was told to work on.
  func edition(_ number: EditionNumber, of provider: ProviderID) async throws -> EditionRecord {
    let editions = try await database.editions(of: provider)
    guard let edition = editions.first(where: { $0.number == number }) else {
      let range = editions.last.map { "it has 1 to \($0.number)" } ?? "it has none yet"
      throw UsageError("\(provider) has no edition \(number); \(range)")
    }
    return edition
  }
}

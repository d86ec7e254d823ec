import ArgumentParser
import Domain
import SampleDelivery

/// A lifelike delivery to try things with.
struct SampleCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sample", abstract: "Make a lifelike data.zip, dirty in the ways that real ones are.",
    discussion: """
      The same numbers give the same bytes. All names are invented.

      Examples:
        boxoffice sample --out data.zip
        boxoffice sample --out next-month.zip --month 1
        boxoffice sample --ratings 26024289 --out full-size.zip
      """)

  @Option(help: "Films.")
  var movies = 45_466

  @Option(help: "Votes.")
  var ratings = 100_000

  @Option(help: "Another seed makes another delivery.")
  var seed: UInt64 = 1

  @Option(help: "How many months later: the same films, with what a month changes.")
  var month = 0

  @Option(help: "The file to write.", completion: .file(extensions: ["zip"]))
  var out: String

  func validate() throws {
    if movies < 1 { throw ValidationError("--movies must be at least 1") }
    if ratings < 1 { throw ValidationError("--ratings must be at least 1") }
    if month < 0 { throw ValidationError("--month must not be negative") }
  }

  func run() async throws {
    let sample = SampleDelivery(movies: movies, ratings: ratings, seed: seed, month: month)
    let out = out
    let progress = ProgressBar()
    try await untilStopped({ "\(out) was not written" }) {
      defer { progress.clear() }
      try sample.write(to: out) { step in
        try Task.checkCancellation()
        progress.show("writing \(step.file)", done: step.records, of: step.recordsInAll, unit: "records")
      }
    }
    Output.print(out)
  }
}

import ArgumentParser
import Domain
import Pipeline
import Watchfolders

/// How things stand with everybody.
struct ProviderListCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the providers: what is served, what came last, what waits, what is overdue.",
    discussion: """
      Examples:
        boxoffice provider list
        boxoffice provider list --json | jq -r '.[] | select(.rhythm.overdue) | .provider'
      """)

  @Flag(help: "Also those that were removed.")
  var all = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try await common.installation()
    let all = all
    let rows = try await onStageExecutor {
      let registry = installation.pipeline.registry
      let removals = try await registry.removals().filter { all || $0.finishedAt == nil }
      var rows: [ProviderStatus] = []
      for provider in try await (registry.providers() + removals.map(\.provider)).sorted() {
        rows.append(await installation.pipeline.status(of: provider))
      }
      return rows
    }
    if json { return try Output.printJSON(rows) }
    if rows.isEmpty { Output.talk("no provider yet; `boxoffice provider add NAME` adds one") }
    for row in rows { Output.print(row.line) }
  }
}

extension ProviderStatus {
  /// One line for a person.
  var line: String {
    var parts = ["\(provider)"]
    switch state {
    case .active: break
    case .removing:
      parts.append("BEING REMOVED: repeat `boxoffice provider remove \(provider) …` if nobody is at it")
    case .removed: parts.append("removed")
    }
    parts.append(edition.map { "edition \($0)" } ?? "no edition")
    if let last = lastDelivery {
      parts.append("last delivery \(last.delivery.short) of \(last.takenAt.readable), \(last.state.rawValue)")
    } else {
      parts.append("no delivery yet")
    }
    parts += waiting.words
    if let overdue = rhythm?.overdue {
      parts.append("OVERDUE since \(overdue.since)")
    } else if let rhythm {
      parts.append("next due \(rhythm.nextDue)")
    }
    parts.append(place)
    return (parts + faults.map { "FAULT: \($0)" }).joined(separator: "  ")
  }
}

extension ProviderStatus.Waiting {
  fileprivate var words: [String] {
    var words: [String] = []
    if let uploadBytes { words.append("data.zip of \(uploadBytes) bytes waits") }
    if deliveries > 0 { words.append("\(deliveries) under way") }
    if messages > 0 { words.append("\(messages) messages to deliver") }
    return words
  }
}

import ArgumentParser
import Domain
import Fixtures
import Testing

@testable import boxoffice

@Suite("The documentation says what the program does")
struct DocumentationTests {
  @Test("docs/configuration.md lists every key as the code has it")
  func configurationReference() throws {
    var expected = "| key | environment | flag | takes | default | meaning |\n|---|---|---|---|---|---|\n"
    for key in ConfigurationKey.all {
      expected +=
        "| `\(key.name)` | `\(key.environmentName)` | \(key.flag.map { "`\($0)`" } ?? "") | \(key.type) | "
        + "`\(key.defaultValue)` | \(key.meaning) |\n"
    }
    #expect(try Documentation.section("keys", of: "docs/configuration.md", expected: expected) == expected)
  }

  @Test("docs/configuration.md lists every setting of a provider as the code has it")
  func settingsReference() throws {
    var expected = "| setting | takes | default | meaning |\n|---|---|---|---|\n"
    for setting in ProviderSetting.all where !setting.key.hasPrefix("severity.") {
      expected += "| `\(setting.key)` | \(setting.takes) | \(setting.byDefault) | \(setting.meaning) |\n"
    }
    expected +=
      "| `severity.CODE` | error, warning or info | [the catalogue's](findings.md) | What a finding of this code does to the"
      + " delivery. Errors stay errors, except where the catalogue says that they may be lowered. |\n"
    #expect(try Documentation.section("settings", of: "docs/configuration.md", expected: expected) == expected)
  }

  @Test("docs/command-line.md shows the help of every command as the program prints it")
  func commandLineReference() throws {
    var expected = ""
    func show(_ command: any ParsableCommand.Type, _ path: [String]) {
      let help = BoxOffice.helpMessage(for: command, columns: 100)
      let lines = help.split(separator: "\n", omittingEmptySubsequences: false).map { line in
        String(line.reversed().drop { $0 == " " }.reversed())
      }
      expected += "## `\(path.joined(separator: " "))`\n\n```\n\(lines.joined(separator: "\n"))\n```\n\n"
      for subcommand in command.configuration.subcommands {
        show(subcommand, path + [subcommand._commandName])
      }
    }
    show(BoxOffice.self, ["boxoffice"])
    #expect(try Documentation.section("help", of: "docs/command-line.md", expected: expected) == expected)
  }
}

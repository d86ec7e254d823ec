import ArgumentParser
import Domain
import Foundation
import Pipeline

/// The command line: reads configuration, wires the boxes, nothing else.
@main
struct BoxOffice: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "boxoffice",
    abstract: "Turns a monthly data.zip of films and votes into a trusted, cacheable HTTP API.",
    discussion: """
      A data provider puts data.zip into a watchfolder; boxoffice checks every row, keeps everything, builds a new
      edition aside and switches it in at once.

      Examples:
        boxoffice sample --out data.zip                 a lifelike delivery to try things with
        boxoffice check data.zip                        what is wrong with a delivery, and how to mend it
        boxoffice ingest data.zip                       all stages at once; prints the edition
        boxoffice serve                                 the API on http://127.0.0.1:8080
        boxoffice run --settle 15m                      watch, ingest and serve
        boxoffice worker --store s3://… --database postgres://…
                                                        watch and ingest, beside others on other machines

      Exit codes: 0 done, 1 the data was rejected, 64 wrong usage, 70 a failure of ours,
      130 stopped by Ctrl-C, 143 stopped by SIGTERM.
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self, WorkerCommand.self, CheckCommand.self, IngestCommand.self, ParseCommand.self,
      ServeCommand.self,
      EditionsCommand.self, RollbackCommand.self, PinCommand.self, UnpinCommand.self, ReplayCommand.self,
      ExportCommand.self, PruneCommand.self, ProviderCommand.self, UserCommand.self, NotifyCommand.self,
      SampleCommand.self, DoctorCommand.self, LambdaCommand.self,
    ])

  static func main() async {
    do {
      var command = try parseAsRoot(LambdaCommand.isWanted ? [LambdaCommand.name] : nil)
      if var command = command as? any AsyncParsableCommand {
        try await command.run()
      } else {
        try command.run()
      }
    } catch let error as UsageError {
      fail(error.description, code: 64)
    } catch let error as BoxOfficeError where error.code == Pipeline.providerRemoved {
      fail(error.message, code: 64)
    } catch let error as BoxOfficeError {
      fail(error.description, code: 70)
    } catch let stopped as Stopped {
      fail("stopped; \(stopped.left)", code: stopped.exitCode)
    } catch {
      // ArgumentParser's own: help, version, ExitCode, and wrong arguments (64).
      let code = exitCode(for: error).rawValue
      if error is ExitCode || code == 0 || code == 64 { exit(withError: error) }
      fail("\(error)", code: 70)
    }
  }

  private static func fail(_ message: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("boxoffice: \(message)\n".utf8))
    Foundation.exit(code)
  }
}

enum Version {
  static let current = "0.1.0"
}

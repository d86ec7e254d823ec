import Foundation
import Glibc
import Logging

/// Makes the process's logger: text for a person at a terminal, JSON for a program.
enum Log {
  static func make(_ configuration: AppConfiguration) -> Logger {
    let asText =
      switch configuration.logFormat {
      case .text: true
      case .json: false
      case .auto: isatty(STDERR_FILENO) == 1
      }
    var logger = Logger(label: "boxoffice") { label -> any LogHandler in
      if asText { StreamLogHandler.standardError(label: label) } else { JSONLogHandler(logLevel: .info, label: label) }
    }
    logger.logLevel = configuration.logLevel
    if !configuration.installation.isEmpty { logger[metadataKey: "installation"] = "\(configuration.installation)" }
    return logger
  }
}

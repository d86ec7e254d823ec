import Domain
import Foundation
import Logging
import Synchronization

/// Writes each log line as one JSON object on standard error: `time`, `level`, `message`, and the dotted metadata.
struct JSONLogHandler: LogHandler {
  var logLevel: Logger.Level
  var metadata: Logger.Metadata = [:]
  let label: String

  /// One line at a time, whichever thread it comes from.
  private static let output = Mutex(())

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    var fields = metadata.merging(event.metadata ?? [:]) { $1 }.mapValues { "\($0)" }
    if let error = event.error { fields["error"] = "\(error)" }
    fields["time"] = Timestamp.now().description
    fields["level"] = event.level.rawValue
    fields["message"] = "\(event.message)"
    fields["logger"] = label
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // A dictionary of strings always encodes.
    let line = (try? encoder.encode(fields)) ?? Data(#"{"level":"error","message":"a log line did not encode"}"#.utf8)
    Self.output.withLock { _ in FileHandle.standardError.write(line + Data("\n".utf8)) }
  }
}

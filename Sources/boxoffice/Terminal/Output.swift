import Domain
import Foundation

/// Standard output is data, standard error is talk.
enum Output {
  static func print(_ text: String) { FileHandle.standardOutput.write(Data((text + "\n").utf8)) }

  static func printJSON(_ value: some Encodable) throws {
    FileHandle.standardOutput.write(try JSONDocument.encode(value))
  }

  static func talk(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
}

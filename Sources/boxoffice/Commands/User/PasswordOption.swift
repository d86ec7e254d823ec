import Access
import ArgumentParser
import Foundation
import Glibc

/// Where a new password comes from. Never from the command line, which every user of the machine can see.
struct PasswordOption: ParsableArguments {
  @Flag(
    name: .customLong("password-stdin"),
    help: "Read the password from standard input, one line; without this one is generated and printed.")
  var isOnStandardInput = false

  /// The password, and its text if the person has to be told it.
  func password() throws -> (password: Password, generated: String?) {
    guard isOnStandardInput else {
      let (password, text) = Password.generated()
      return (password, text)
    }
    guard let text = Self.line(), let password = Password(chosen: text) else {
      throw UsageError(
        "standard input has no password: one line of \(Password.lengths.lowerBound) to \(Password.lengths.upperBound) bytes"
          + " without control characters")
    }
    return (password, nil)
  }

  /// One line; at a terminal it is asked for and not shown.
  private static func line() -> String? {
    guard isatty(STDIN_FILENO) == 1 else { return readLine() }
    FileHandle.standardError.write(Data("Password: ".utf8))
    var shown = termios()
    guard tcgetattr(STDIN_FILENO, &shown) == 0 else { return nil }
    var hidden = shown
    hidden.c_lflag &= ~tcflag_t(ECHO)
    guard tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden) == 0 else { return nil }
    defer {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      FileHandle.standardError.write(Data("\n".utf8))
    }
    return readLine()
  }
}

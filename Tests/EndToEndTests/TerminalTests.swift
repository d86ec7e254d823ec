import Fixtures
import Foundation
import Glibc
import Testing

@Suite("Progress is shown on a terminal, and nowhere else", .ownThreads)
struct TerminalTests {
  /// Runs the program with a terminal as its standard error, and returns what it showed there.
  private func onTerminal(_ arguments: [String]) throws -> String {
    var (terminal, programEnd): (Int32, Int32) = (0, 0)
    try #require(openpty(&terminal, &programEnd, nil, nil, nil) == 0)
    defer { close(terminal) }
    let process = Process()
    process.executableURL = BoxOfficeProcess.binary
    process.arguments = arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: programEnd, closeOnDealloc: false)
    try process.run()
    close(programEnd)
    var shown = Data()
    var buffer = [UInt8](repeating: 0, count: 4096)
    while true {  // ends with EIO when the program has
      let count = read(terminal, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      if count <= 0 { break }
      shown += buffer[..<count]
    }
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: shown, as: UTF8.self)
  }

  @Test("sample, check and ingest say what they do, and take the line away in the end")
  func steps() throws {
    let folder = try TemporaryFolder()
    let zip = folder("data.zip")
    let sample = ["sample", "--movies", "300", "--ratings", "3000", "--out", zip]
    let clear = "\r\u{1B}[2K"
    let steps = [
      (sample, ["writing movies_metadata.csv [", "writing ratings.csv ["]),
      (["check", zip], ["checking [", "100 %"]),
      (
        ["ingest", zip, "--data-dir", folder("var")],
        ["copying the delivery …", "checking [", "keeping the tables …", "building the edition …", "publishing"]
      ),
    ]
    for (arguments, expected) in steps {
      let shown = try onTerminal(arguments)
      for text in expected { #expect(shown.contains(text), "\(arguments): \(shown)") }
      #expect(shown.hasSuffix(clear), "\(arguments): \(shown)")
    }
    // Into a file goes nothing.
    #expect(try BoxOfficeProcess.run(sample).talk.isEmpty)
  }
}

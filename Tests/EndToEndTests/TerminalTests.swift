import Fixtures
import Foundation
import Glibc
import Testing

@Suite("What needs a terminal is there on one, and nowhere else", .ownThreads)
struct TerminalTests {
  /// Runs the program with a terminal as its standard error, and returns what it showed there.
  /// `typed` is what a person has typed there.
  private func onTerminal(_ arguments: [String], typed: String? = nil, status: Int32 = 0) throws -> String {
    var (terminal, programEnd): (Int32, Int32) = (0, 0)
    try #require(openpty(&terminal, &programEnd, nil, nil, nil) == 0)
    defer { close(terminal) }
    let process = Process()
    process.executableURL = BoxOfficeProcess.binary
    process.arguments = arguments
    process.environment = BoxOfficeProcess.inherited
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(fileDescriptor: programEnd, closeOnDealloc: false)
    if let typed {
      process.standardInput = FileHandle(fileDescriptor: programEnd, closeOnDealloc: false)
      #expect(write(terminal, typed, typed.utf8.count) == typed.utf8.count)
    }
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
    #expect(process.terminationStatus == status)
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

  @Test("a provider's data are deleted only if its name is typed")
  func deletion() throws {
    let folder = try TemporaryFolder()
    let zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
    let place = ["--data-dir", folder("var")]
    #expect(try BoxOfficeProcess.run(["ingest", zip, "--provider", "acme"] + place).status == 0)
    let remove = ["provider", "remove", "acme", "--delete-data"] + place
    for answer in ["acne\n", "yes\n", "\n"] {
      let shown = try onTerminal(remove, typed: answer, status: 64)
      #expect(shown.contains("(deliveries: 1, editions: 1). Write its name to go on: "), "\(shown)")
      #expect(shown.contains("nothing was removed"), "\(shown)")
    }
    #expect(try BoxOfficeProcess.run(["provider", "list"] + place).output.hasPrefix("acme  edition 1"))
    let shown = try onTerminal(remove, typed: "acme\n")
    #expect(shown.contains("acme is removed; its data are deleted"), "\(shown)")
    #expect(try BoxOfficeProcess.run(["provider", "list"] + place).output.isEmpty)
  }
}

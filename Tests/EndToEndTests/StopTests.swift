import Database
import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing
import Watchfolders

@Suite("A command that is told to stop ends soon, says what is left, and leaves nothing else", .serialized, .ownThreads)
struct StopTests {
  private let folder: TemporaryFolder
  private let environment: [String: String]

  /// Large enough that a signal finds a command in the middle of it.
  private static let sample = Result { () throws -> (TemporaryFolder, String) in
    let folder = try TemporaryFolder()
    let result = try BoxOfficeProcess.run([
      "sample", "--movies", "2000", "--ratings", "3000000", "--out", folder("data.zip"),
    ])
    guard result.status == 0 else { throw UnexpectedAnswer(path: "sample", answer: result.talk) }
    return (folder, folder("data.zip"))
  }

  init() throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("tmp"), withIntermediateDirectories: true)
    environment = ["TMPDIR": folder("tmp")]
  }

  private func names(_ path: String) -> [String] {
    (try? FileManager.default.subpathsOfDirectory(atPath: folder(path)))?.sorted() ?? []
  }

  /// Arguments of a sample that takes longer than any test waits.
  private var endlessSample: [String] { ["sample", "--ratings", "200000000", "--out", folder("out/s.zip")] }

  private func startSample(_ launcher: [String] = []) async throws -> BoxOfficeProcess {
    try FileManager.default.createDirectory(atPath: folder("out"), withIntermediateDirectories: true)
    let process = try BoxOfficeProcess(endlessSample, launcher: launcher)
    #expect(try await eventually { names("out") == ["s.zip.partial"] }, "\(process.said)")
    return process
  }

  @Test("sample leaves no file", arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func sample(signal: Int32, status: Int32) async throws {
    let process = try await startSample()
    process.kill(signal)
    let result = process.wait()
    #expect(result.status == status)
    #expect(result.talk == "boxoffice: stopped; \(folder("out/s.zip")) was not written\n")
    #expect(result.output.isEmpty)
    #expect(names("out") == [])
  }

  @Test("SIGINT reaches what a script started with &, but not what ignores it on purpose")
  func ignored() async throws {
    // A shell without job control lets its background commands ignore SIGINT and SIGQUIT.
    let background = try await startSample(["/bin/sh", "-c", "\"$0\" \"$@\" & echo $! > \(folder("pid"))"])
    try signal(SIGINT)
    #expect(background.wait().talk.contains("stopped"))
    #expect(names("out") == [])
    let deaf = try await startSample(["/bin/sh", "-c", "trap '' INT; exec \"$0\" \"$@\""])
    deaf.kill(SIGINT)
    deaf.kill(SIGTERM)
    #expect(deaf.wait().status == 143)
  }

  private func signal(_ signal: Int32) throws {
    let text = try String(contentsOfFile: folder("pid"), encoding: .utf8)
    let pid = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    kill(pid, signal)
  }

  @Test("check writes nothing of what it was asked for, and no temporary folder stays")
  func check() async throws {
    let process = try BoxOfficeProcess(
      ["check", try Self.sample.get().1, "--rejected", folder("rejected"), "--html", folder("report.html")],
      environment: environment)
    #expect(try await eventually { names("tmp") != [] }, "\(process.said)")
    process.kill(SIGINT)
    let result = process.wait()
    #expect(result.status == 130)
    #expect(result.talk == "boxoffice: stopped; the delivery was not judged, and nothing was written\n")
    #expect(result.output.isEmpty)
    #expect(names("") == ["tmp"])
  }

  @Test("ingest before the delivery is taken changes nothing")
  func ingestBefore() async throws {
    // Given that another process works for the provider, so that this one waits.
    let lock = FolderWorkLock(folder: folder("var/locks"))
    try FileManager.default.createDirectory(atPath: folder("var/locks"), withIntermediateDirectories: true)
    let hold = try #require(try await lock.acquire("default"))
    let zip = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
    let process = try BoxOfficeProcess(["ingest", zip, "--data-dir", folder("var")])
    #expect(try await eventually { process.said.contains("waiting for it") })
    process.kill(SIGINT)
    let result = process.wait()
    await hold.release()
    #expect(result.status == 130)
    #expect(result.talk.hasSuffix("boxoffice: stopped; \(zip) was not taken, and nothing of it is kept\n"))
    // That there is such a provider is all that is known.
    #expect(names("var/seeder/objects").filter { !$0.hasPrefix("_providers") } == [])
    #expect(names("var/scratch").filter { $0.contains("/") } == [])
  }

  @Test("ingest that is stopped again and again keeps the delivery and no scratch, and ends as one edition")
  func ingest() async throws {
    let zip = try Self.sample.get().1
    let arguments = ["ingest", zip, "--data-dir", folder("var")]
    // A little later each time, from the copying to the publishing.
    var delay = 100
    var last: BoxOfficeProcess.Result?
    while last?.status != 0, delay < 30_000 {
      let process = try BoxOfficeProcess(arguments, environment: environment)
      try await Task.sleep(for: .milliseconds(delay))
      process.kill(SIGINT)
      let result = process.wait()
      last = result
      // Before the command has begun the signal itself ends the process, and nothing is said.
      #expect([0, 130, SIGINT].contains(result.status), "\(result.talk)")
      if result.status == 130 {
        #expect(result.talk.contains("was not taken") || result.talk.contains("is kept"), "\(result.talk)")
      }
      #expect(names("var/scratch").filter { $0.contains("/") } == [])
      #expect(names("tmp") == [])
      delay += delay / 4
    }
    let database: any EditionDatabase = try SQLiteEditionDatabase(folder: folder("var/database"))
    #expect(try await database.editions(of: .default).map(\.state) == [.ready])
    #expect(try await database.publication(of: .default)?.state == .live)
    let records = names("var/seeder/objects").filter { $0.hasSuffix("delivery.json") }
    let record = try String(contentsOfFile: folder("var/seeder/objects/" + records[0]), encoding: .utf8)
    #expect(records.count == 1 && record.contains("\"attempts\" : 0"), "\(record)")
    #expect(names("var/database/default/editions") == ["000001.json", "000001.sqlite"])
  }

  @Test("what kill -9 left in the scratch folder is removed by the next start")
  func sweep() async throws {
    let zip = try Self.sample.get().1
    let victim = try BoxOfficeProcess(["ingest", zip, "--data-dir", folder("var")])
    #expect(try await eventually { names("var/scratch").contains { $0.contains("/") } })
    victim.kill(SIGKILL)
    _ = victim.wait()
    #expect(names("var/scratch").contains { $0.contains("/") })
    let small = try folder.write(FixtureDelivery.small.zip(), to: "data.zip")
    #expect(try BoxOfficeProcess.run(["ingest", small, "--data-dir", folder("var")]).status == 0)
    #expect(names("var/scratch").filter { $0.contains("/") } == [])
  }
}

import CLibPQ
import Foundation
import Glibc
import Synchronization

/// A real PostgreSQL server on this machine, for tests: its own files, port and TLS certificate. It ends with the process
/// that started it, however that ends, because it runs only as long as a pipe from there is open.
package final class PostgreSQLServer: Sendable {
  /// The one that tests share who neither stop nor break it; each has a database of its own.
  package static var shared: PostgreSQLServer {
    get throws { try started.get() }
  }

  private static let started = Result { try PostgreSQLServer() }

  /// Whether this machine has what is needed. Where `BOXOFFICE_REQUIRE_SERVERS` is 1, tests run all the same, and fail.
  package static let isAvailable: Bool = {
    if ProcessInfo.processInfo.environment["BOXOFFICE_REQUIRE_SERVERS"] == "1" || programs != nil { return true }
    FileHandle.standardError.write(
      Data("Tests on PostgreSQL are skipped: it is not installed; scripts/servers/postgresql does that.\n".utf8))
    return false
  }()

  package let port: Int
  /// Its files: the log, and `root.crt`.
  package let path: String
  private let program: Process
  private let commands: FileHandle
  private let answers: FileHandle
  private let folders = Mutex<[String: String]>([:])
  private let lastNumber = Atomic<Int>(0)

  /// The folder of the newest server's programs.
  private static let programs: String? = {
    let versions = "/usr/lib/postgresql"
    let known = (try? FileManager.default.contentsOfDirectory(atPath: versions)) ?? []
    let places = known.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "\(versions)/\($0)/bin" }
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return (places + path.components(separatedBy: ":")).first {
      FileManager.default.isExecutableFile(atPath: $0 + "/initdb")
    }
  }()

  /// Starts a server of a test's own.
  ///
  /// - Parameter settings: lines of its configuration, such as `temp_file_limit = 1MB`.
  package init(settings: [String] = []) throws {
    guard let programs = Self.programs else { throw Failure("PostgreSQL is not installed; run scripts/servers/postgresql") }
    port = try Self.freePort()
    path = NSTemporaryDirectory() + "boxoffice-postgresql-" + UUID().uuidString
    let (input, output) = (Pipe(), Pipe())
    // A program that another test starts meanwhile must not keep it open.
    _ = fcntl(input.fileHandleForWriting.fileDescriptor, F_SETFD, FD_CLOEXEC)
    program = Process()
    program.executableURL = Documentation.root.appendingPathComponent("scripts/servers/run-postgresql")
    program.arguments = [programs, path, "\(port)"] + settings
    program.standardInput = input
    program.standardOutput = output
    commands = input.fileHandleForWriting
    answers = output.fileHandleForReading
    try program.run()
    try expect("ready")
  }

  deinit {
    try? commands.close()
    program.waitUntilExit()
  }

  // MARK: Stopping and starting

  /// As an administrator does: sessions are ended, then the server.
  package func stop() throws { try command("stop") }

  /// As a power cut does.
  package func kill() throws { try command("kill") }

  package func start() throws { try command("start") }

  private func command(_ name: String) throws {
    try commands.write(contentsOf: Data("\(name)\n".utf8))
    try expect("done 0")
  }

  private func expect(_ answer: String) throws {
    var line = Data()
    while let byte = try answers.read(upToCount: 1), byte != Data("\n".utf8) {
      if byte.isEmpty { break }
      line += byte
    }
    let text = String(decoding: line, as: UTF8.self)
    guard text == answer else { throw Failure("PostgreSQL server, \(path): \(text)") }
  }

  // MARK: Databases

  /// The URL of a new database.
  package func makeDatabase() throws -> String {
    let name = "test_\(lastNumber.wrappingAdd(1, ordering: .relaxed).newValue)"
    try execute("CREATE DATABASE \(name)")
    return url(name)
  }

  /// The URL of the database that belongs to a test's folder, made at the first call and removed with the folder.
  package func database(of folder: TemporaryFolder) throws -> String {
    try folders.withLock { folders in
      if let url = folders[folder.path] { return url }
      let url = try makeDatabase()
      folders[folder.path] = url
      folder.whenRemoved { [weak self] in
        // A database that is left behind is removed with the server.
        _ = try? self?.execute("DROP DATABASE \(Self.name(of: url)) WITH (FORCE)")
      }
      return url
    }
  }

  package func url(_ database: String, user: String = "postgres", options: String = "sslmode=disable") -> String {
    "postgres://\(user)@127.0.0.1:\(port)/\(database)?\(options)"
  }

  package static func name(of url: String) -> String {
    String(url.prefix { $0 != "?" }.reversed().prefix { $0 != "/" }.reversed())
  }

  /// Runs SQL as the superuser, on a connection of its own, and returns the rows of its last statement as texts.
  @discardableResult
  package func execute(_ sql: String, on url: String? = nil) throws -> [[String?]] {
    let connection = PQconnectdb(self.url(url.map(Self.name) ?? "postgres"))
    defer { PQfinish(connection) }
    let result = PQexec(connection, sql)
    defer { PQclear(result) }
    guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
      throw Failure("\(String(cString: PQerrorMessage(connection))), in \(sql)")
    }
    return (0..<PQntuples(result)).map { row in
      (0..<PQnfields(result)).map { column in
        PQgetisnull(result, row, column) == 1 ? nil : String(cString: PQgetvalue(result, row, column))
      }
    }
  }

  /// Runs a script as an administrator would, by `psql`, which ends at the first error.
  package func psql(_ script: String) throws {
    let (input, output) = (Pipe(), Pipe())
    let psql = Process()
    psql.executableURL = URL(fileURLWithPath: (Self.programs ?? "") + "/psql")
    psql.arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", url("postgres")]
    psql.standardInput = input
    psql.standardError = output
    try psql.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    let errors = try output.fileHandleForReading.readToEnd() ?? Data()
    psql.waitUntilExit()
    guard psql.terminationStatus == 0 else { throw Failure(String(decoding: errors, as: UTF8.self)) }
  }

  package struct Failure: Error, CustomStringConvertible {
    package let description: String
    init(_ description: String) { self.description = description }
  }

  /// Free a moment ago; nothing else takes it in the second until the server has it.
  static func freePort() throws -> Int {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(listener) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(listener, $0, length) == 0 && getsockname(listener, $0, &length) == 0
      }
    }
    guard listener >= 0, isBound else { throw Failure("no free port: \(String(cString: strerror(errno)))") }
    return Int(UInt16(bigEndian: address.sin_port))
  }
}

import CLibPQ
import Foundation
import Synchronization

/// A real PostgreSQL server on this machine, for tests: its own files, port and TLS certificate. It ends with the process
/// that started it.
package final class PostgreSQLServer: Sendable {
  /// The one that tests share who neither stop nor break it; each has a database of its own.
  package static var shared: PostgreSQLServer {
    get throws { try started.get() }
  }

  private static let started = Result { try PostgreSQLServer() }

  /// Whether this machine has what is needed. Where `BOXOFFICE_REQUIRE_SERVERS` is 1, tests run all the same, and fail.
  package static let isWanted: Bool = {
    if TestServerProgram.allAreRequired || programs != nil { return true }
    FileHandle.standardError.write(
      Data("Tests on PostgreSQL are skipped: it is not installed; scripts/servers/postgresql does that.\n".utf8))
    return false
  }()

  package let port: UInt16
  /// Its files: the log, and `root.crt`.
  package let path: String
  private let program: TestServerProgram
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
    guard let programs = Self.programs else {
      throw TestServerProgram.Failure("PostgreSQL is not installed; run scripts/servers/postgresql")
    }
    port = try Loopback.freePorts(1)
    path = NSTemporaryDirectory() + "boxoffice-postgresql-" + UUID().uuidString
    program = try TestServerProgram("run-postgresql", [programs, path, "\(port)"] + settings)
  }

  // MARK: Stopping and starting

  /// As an administrator does: sessions are ended, then the server.
  package func stop() throws { try command("stop") }

  /// As a power cut does.
  package func kill() throws { try command("kill") }

  package func start() throws { try command("start") }

  private func command(_ name: String) throws { try program.command(name) }

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
      throw TestServerProgram.Failure("\(String(cString: PQerrorMessage(connection))), in \(sql)")
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
    guard psql.terminationStatus == 0 else { throw TestServerProgram.Failure(String(decoding: errors, as: UTF8.self)) }
  }
}

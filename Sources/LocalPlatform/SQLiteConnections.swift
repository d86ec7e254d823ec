import Foundation
import GRDB
import Synchronization

/// Read-only connections to one immutable file, all opened at once: the file may be unlinked by a prune while readers
/// still use it.
final class SQLiteConnections: Sendable {
  private let connections: [DatabaseQueue]
  /// Indexes of the connections that nobody uses, the warmest last.
  private let idle: Mutex<[Int]>
  private let turn = Atomic<Int>(0)

  /// - Parameter setUp: statements that each connection runs when it is opened.
  init(
    path: String, count: Int, setUp: String = "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -4096"
  ) throws {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.foreignKeysEnabled = false
    configuration.prepareDatabase { db in
      try db.execute(sql: setUp)
    }
    connections = try (0..<count).map { _ in
      try DatabaseQueue(path: Self.immutableURI(path), configuration: configuration)
    }
    idle = Mutex(Array(0..<count))
  }

  /// Runs `body` on an idle connection; if there is none, waits for one of them.
  func read<Result>(_ body: (GRDB.Database) throws -> Result) throws -> Result {
    guard let index = idle.withLock({ $0.popLast() }) else {
      let turn = turn.wrappingAdd(1, ordering: .relaxed).newValue
      return try connections[Int(turn.magnitude % UInt(connections.count))].unsafeRead(body)
    }
    defer { idle.withLock { $0.append(index) } }
    return try connections[index].unsafeRead(body)
  }

  /// Debian's SQLite reads `file:` paths as URIs. `immutable` also lets a file in a read-only folder be opened.
  private static func immutableURI(_ path: String) -> String {
    let absolute = URL(fileURLWithPath: path).path
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")
    return "file:" + (absolute.addingPercentEncoding(withAllowedCharacters: unreserved) ?? absolute) + "?immutable=1"
  }
}

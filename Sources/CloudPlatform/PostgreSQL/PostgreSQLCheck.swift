import CLibPQ
import Database
import Domain
import Foundation

/// What `doctor` says of a PostgreSQL server.
package struct PostgreSQLCheck: Sendable {
  private static let oldestVersion = 130_000
  /// Notices and logs of two machines are compared by eye; leases do not depend on clocks.
  private static let largestSkew = 2.0

  private let configuration: PostgreSQLConfiguration
  /// Whether the process only reads, as the API does under its own role.
  private let onlyReads: Bool

  package init(_ configuration: PostgreSQLConfiguration, onlyReads: Bool = false) {
    self.configuration = configuration
    self.onlyReads = onlyReads
  }

  package init(url: String, onlyReads: Bool = false) throws {
    self.init(PostgreSQLConfiguration(url: try PostgreSQLURL(url)), onlyReads: onlyReads)
  }

  /// Everything, in the order in which it is looked at. What cannot be reached ends it. Blocks.
  package func run() -> [EngineCheck] {
    let connection: PostgreSQLConnection
    do {
      connection = try PostgreSQLConnection(configuration.sessionURL, .session)
    } catch {
      let reason = (error as? PostgreSQLFailure).map { "\($0); \($0.advice)" } ?? "\(error)"
      return [EngineCheck(name: "PostgreSQL", isWell: false, detail: "\(configuration.sessionURL): \(reason)")]
    }
    var outcomes = [EngineCheck(name: "PostgreSQL", isWell: true, detail: "\(configuration.sessionURL) answers")]
    let checks: [(String, (PostgreSQLConnection) throws -> (Bool, String))] = [
      ("version", version), ("encryption", encryption), ("rights", rights), ("clock", clock), ("settings", settings),
      ("connections", connections),
    ]
    for (name, check) in checks {
      do {
        let (isWell, detail) = try check(connection)
        outcomes.append(EngineCheck(name: "PostgreSQL: \(name)", isWell: isWell, detail: detail))
      } catch {
        outcomes.append(EngineCheck(name: "PostgreSQL: \(name)", isWell: false, detail: "\(error)"))
      }
    }
    return outcomes
  }

  private func version(_ connection: PostgreSQLConnection) -> (Bool, String) {
    let version = "\(connection.serverVersion / 10_000).\(connection.serverVersion % 10_000)"
    return connection.serverVersion >= Self.oldestVersion
      ? (true, version) : (false, "\(version) is too old; boxoffice needs 13 or later")
  }

  private func encryption(_ connection: PostgreSQLConnection) -> (Bool, String) {
    if PQsslInUse(connection.handle) == 1 {
      let protocolName = PQsslAttribute(connection.handle, "protocol").map { String(cString: $0) } ?? "TLS"
      let isVerified = ["verify-ca", "verify-full"].contains(configuration.sessionURL["sslmode"])
      return isVerified
        ? (true, protocolName)
        : (true, "\(protocolName), the server's certificate is not checked; sslmode=verify-full would")
    }
    let host = PQhost(connection.handle).map { String(cString: $0) } ?? ""
    if host.hasPrefix("/") || ["localhost", "127.0.0.1", "::1"].contains(host) {
      return (true, "none, and none is needed on this machine")
    }
    return (false, "passwords and data cross the network in the clear; add ?sslmode=verify-full to the database URL")
  }

  private func rights(_ connection: PostgreSQLConnection) throws -> (Bool, String) {
    let installed = try PostgreSQLMigrations.installedVersion(connection)
    guard installed <= PostgreSQLMigrations.version else {
      return (false, "the tables are of a newer boxoffice (version \(installed)); run that one")
    }
    if onlyReads {
      guard installed > 0 else {
        return (false, "there are no tables yet; start a process that writes, such as `boxoffice worker`, first")
      }
      let may = try connection.rows(
        """
        SELECT has_table_privilege('boxoffice.publications', 'SELECT')
          AND has_table_privilege('boxoffice.editions', 'SELECT')
          AND has_function_privilege('boxoffice.begin_reading()', 'EXECUTE')
          AND has_function_privilege('boxoffice.end_reading(integer)', 'EXECUTE')
        """)
      return may == [[.integer(1)]] ? (true, "reads") : (false, "grant this user what docs/operations.md lists")
    }
    let may = try connection.rows(
      """
      SELECT has_database_privilege(current_database(), 'CREATE'), pg_is_in_recovery(),
        coalesce((SELECT has_schema_privilege(oid, 'CREATE') FROM pg_namespace WHERE nspname = 'boxoffice'), true)
      """)
    let facts = may.first?.map(\.integer) ?? []
    if facts == [1, 0, 1] { return (true, "reads and writes") }
    return facts.count == 3 && facts[1] == 1
      ? (false, "this is a standby, which nobody can write; give the primary's address")
      : (false, "this user may not make schemas; GRANT CREATE ON DATABASE … TO it")
  }

  private func clock(_ connection: PostgreSQLConnection) throws -> (Bool, String) {
    let before = Date().timeIntervalSince1970
    let rows = try connection.rows("SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint")
    let after = Date().timeIntervalSince1970
    let server = Double(rows.first?.first?.integer ?? 0) / 1000
    // Somewhere between the two the server looked at its clock.
    let skew = server < before ? server - before : server > after ? server - after : 0
    return abs(skew) <= Self.largestSkew
      ? (true, "agrees with ours") : (false, "is \(Int(skew)) s from ours; run NTP on both machines")
  }

  private func settings(_ connection: PostgreSQLConnection) throws -> (Bool, String) {
    let rows = try connection.rows(
      """
      SELECT name, setting FROM pg_settings
      WHERE name IN ('fsync', 'full_page_writes', 'server_encoding', 'default_transaction_read_only')
      """)
    let values = Dictionary(uniqueKeysWithValues: rows.map { ($0[0].text ?? "", $0[1].text ?? "") })
    var faults: [String] = []
    if values["fsync"] == "off" { faults.append("fsync is off: a power cut destroys the database; set it on") }
    if values["full_page_writes"] == "off" {
      faults.append("full_page_writes is off: a power cut may destroy the database; set it on")
    }
    if let encoding = values["server_encoding"], encoding != "UTF8" {
      faults.append("the database is encoded as \(encoding); make one with ENCODING 'UTF8'")
    }
    if values["default_transaction_read_only"] == "on", !onlyReads {
      faults.append("default_transaction_read_only is on for this user; ALTER ROLE … RESET it")
    }
    return faults.isEmpty ? (true, "as they should be") : (false, faults.joined(separator: ". "))
  }

  /// A process takes `poolSize` connections, one for its session, and while it builds an edition some three more.
  private func connections(_ connection: PostgreSQLConnection) throws -> (Bool, String) {
    let rows = try connection.rows(
      """
      SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int,
        (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
      """)
    let (most, used) = (rows.first?[0].integer ?? 0, rows.first?[1].integer ?? 0)
    let needed = Int64(configuration.poolSize + 4)
    return most - used >= needed
      ? (true, "\(used) of \(most) in use")
      : (false, "\(used) of \(most) are in use, and a process needs up to \(needed); raise max_connections")
  }
}

import CLibPQ
import Database
import Domain
import Foundation

/// Where a PostgreSQL server is and how it is talked to: a URL (`postgres://user@host/database?sslmode=verify-full`) or a
/// list of keywords (`host=… dbname=…`) with any option of libpq, as `psql` takes them.
///
/// Nothing that is shown of it has the password.
package struct PostgreSQLURL: Sendable, CustomStringConvertible {
  /// libpq's keywords with their values, passwords among them.
  let options: [(keyword: String, value: String)]

  /// What we would rather have than libpq's defaults. A dead host is noticed within half a minute, not after hours.
  private static let defaults = [
    ("connect_timeout", "5"), ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
    ("tcp_user_timeout", "20000"), ("fallback_application_name", "boxoffice"),
  ]

  package init(_ text: String) throws {
    guard let given = Self.parse(text).options else {
      throw BoxOfficeError(
        code: "database-url-invalid",
        message: "the database URL cannot be read: \(Self.fault(in: text)); write it as"
          + " postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full, with percent-escapes for special characters")
    }
    options = given
  }

  /// As it may be shown: `postgres://user@host:5432/name`.
  package var description: String {
    let user = self["user"].map { "\($0)@" } ?? ""
    // Of several hosts without ports there are as many empty ones.
    let port = self["port"].flatMap { $0.allSatisfy { $0 == "," } ? nil : ":\($0)" } ?? ""
    return "postgres://\(user)\(self["host"] ?? self["hostaddr"] ?? "localhost")\(port)/\(self["dbname"] ?? "")"
  }

  subscript(_ keyword: String) -> String? { options.last { $0.keyword == keyword }?.value }

  /// What a connection is made with; of a keyword that is there twice libpq takes the last.
  func connectionOptions(applicationName: String) -> [(keyword: String, value: String)] {
    Self.defaults + options.filter { $0.keyword != "client_encoding" }
      + [("client_encoding", "UTF8")]
      + (self["application_name"] == nil ? [("application_name", applicationName)] : [])
  }

  private static func parse(_ text: String) -> (options: [(keyword: String, value: String)]?, fault: String) {
    var message: UnsafeMutablePointer<CChar>?
    defer { PQfreemem(message) }
    guard let parsed = PQconninfoParse(text, &message) else {
      return (nil, message.map { String(cString: $0) } ?? "there is no memory left")
    }
    defer { PQconninfoFree(parsed) }
    var options: [(String, String)] = []
    var option = parsed
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { options.append((String(cString: keyword), String(cString: value))) }
      option += 1
    }
    return (options, "")
  }

  /// What libpq says is wrong with `text`. It quotes what it does not understand, so that it is asked again without
  /// anything in which a password could be.
  private static func fault(in text: String) -> String {
    guard let scheme = text.range(of: "://") else { return "it is neither a URL nor a list of keywords" }
    var rest = text[scheme.upperBound...]
    if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
    var query = ""
    if let mark = rest.firstIndex(of: "?") {
      let parts = rest[rest.index(after: mark)...].split(separator: "&").filter { !$0.hasPrefix("password") }
      query = parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
      rest = rest[..<mark]
    }
    let fault = parse(text[..<scheme.upperBound] + rest + query).fault
    return fault.isEmpty
      ? "the user name or the password in it is not well-formed" : fault.split(separator: "\n").joined(separator: " ")
  }
}

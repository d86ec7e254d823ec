import Foundation

/// Where objects are: a folder of this machine, or a bucket.
enum StoreAddress: Sendable, Equatable {
  case folder(String)
  /// `s3://bucket/prefix`.
  case bucket(String)

  /// `nil` for an URL of another kind.
  init?(_ text: String) {
    if text.hasPrefix("s3://") {
      self = .bucket(text)
    } else if text.contains("://") {
      return nil
    } else {
      self = .folder(text)
    }
  }
}

/// Where editions are: a folder of SQLite files, or a PostgreSQL server.
enum DatabaseAddress: Sendable, Equatable {
  case folder(String)
  /// `session` is the server's own address where `url` is that of a pooler.
  case server(url: String, session: String?)

  /// `nil` for an URL of another kind.
  init?(_ text: String, session: String?) {
    if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      self = .server(url: text, session: session)
    } else if text.contains("://") {
      return nil
    } else {
      self = .folder(text)
    }
  }
}

/// What stands in front of the API.
enum EdgeAddress: Sendable, Equatable {
  case none
  case varnish([String])
  case cloudFront(distribution: String)
  /// There was one.
  case removed

  /// `nil` for a kind that does not exist.
  init?(_ kind: String, url: String) {
    switch kind {
    case "none": self = .none
    case "varnish":
      self = .varnish(url.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) })
    case "cloudfront": self = .cloudFront(distribution: url)
    case "removed": self = .removed
    default: return nil
    }
  }
}

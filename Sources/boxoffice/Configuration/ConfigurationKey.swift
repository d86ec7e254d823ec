/// One key of the configuration: the same in the file, in the environment and in `docs/configuration.md`.
struct ConfigurationKey: Sendable {
  /// As in the YAML file: `archive.maxRatio` is `archive:` / `  maxRatio:`.
  let name: String
  let type: String
  let defaultValue: String
  let meaning: String
  /// The command-line flag with the same meaning, if there is one.
  let flag: String?
  /// Its value is shown nowhere.
  let isSecret: Bool

  init(
    _ name: String, _ type: String, default defaultValue: String, flag: String? = nil, isSecret: Bool = false,
    _ meaning: String
  ) {
    self.name = name
    self.type = type
    self.defaultValue = defaultValue
    self.meaning = meaning
    self.flag = flag
    self.isSecret = isSecret
  }

  /// `archive.maxRatio` is `BOXOFFICE_ARCHIVE_MAX_RATIO`.
  var environmentName: String {
    var name = "BOXOFFICE_"
    for character in self.name {
      if character == "." {
        name += "_"
      } else if character.isUppercase {
        name += "_\(character)"
      } else {
        name += character.uppercased()
      }
    }
    return name
  }

  static let dataDir = ConfigurationKey(
    "dataDir", "path", default: "var", flag: "--data-dir",
    "The folder of everything that has no place of its own: watchfolders, deliveries, editions, outbox, scratch files.")
  static let watchfolder = ConfigurationKey(
    "watchfolder", "folder or s3://bucket/prefix", default: "", flag: "--watchfolder",
    "Where the providers upload; `DATA-DIR/watchfolder` if it is empty. With `{provider}` in a bucket's name each provider has"
      + " a bucket.")
  static let store = ConfigurationKey(
    "store", "folder or s3://bucket/prefix", default: "", flag: "--store",
    "Where deliveries and all that is made of them are kept; a bucket must keep versions. `DATA-DIR/seeder` if it is empty."
  )
  static let database = ConfigurationKey(
    "database", "folder or postgres://…", default: "", flag: "--database",
    "Where the editions are: a folder of SQLite files, or a PostgreSQL database with any option of libpq. `DATA-DIR/database`"
      + " if it is empty.")
  static let databaseSession = ConfigurationKey(
    "databaseSession", "postgres://…", default: "",
    "The server's own address where `database` is that of a pooler such as PgBouncer: locks, notifications and loads need a"
      + " session.")
  static let databaseSecret = ConfigurationKey(
    "databaseSecret", "ARN", default: "",
    "A secret of AWS Secrets Manager with `username` and `password` for `database`, read at the start, in the place of"
      + " `PGPASSWORD` and, where `database` names no user, `PGUSER`.")
  static let installation = ConfigurationKey(
    "installation", "name", default: "",
    "Which of several installations this is, such as `prod`: in each line of the log.")
  static let environment = ConfigurationKey(
    "environment", "development or production", default: "development",
    "In `production` a settle time under 5 minutes is refused.")
  static let providers = ConfigurationKey(
    "providers", "names, comma-separated", default: "default", flag: "--provider",
    "Providers that `run` adds, unless they were removed, besides those added by `provider add`.")
  static let settle = ConfigurationKey(
    "settle", "duration", default: "15m", flag: "--settle",
    "How long an upload must lie unchanged before it is taken. Providers may have their own (`provider set NAME settle=…`)."
  )
  static let scanInterval = ConfigurationKey(
    "scanInterval", "duration", default: "10s",
    "How often the watchfolders are looked through, in case the file system loses an event.")
  static let workMaxAtOnce = ConfigurationKey(
    "work.maxAtOnce", "number or auto", default: "auto",
    "Deliveries that `run` works at a time, of different providers, who take turns. `auto` is half as many as there are"
      + " cores, and at least 2.")
  static let workMaxTime = ConfigurationKey(
    "work.maxTime", "duration", default: "1h",
    "How long `run` works one delivery before it is stopped. It is tried again twice, after the others.")
  static let host = ConfigurationKey(
    "host", "address", default: "127.0.0.1", flag: "--host", "The address that the API listens on.")
  static let port = ConfigurationKey(
    "port", "number", default: "8080", flag: "--port", "The port of the API; 0 takes a free one.")
  static let adminHost = ConfigurationKey(
    "adminHost", "address", default: "127.0.0.1",
    "The address of the admin port. Keep it where only operators reach it.")
  static let adminPort = ConfigurationKey(
    "adminPort", "number", default: "8081", flag: "--admin-port",
    "The port of `/health/live`, `/health/ready` and `/metrics`.")
  static let apiCacheBytes = ConfigurationKey(
    "api.cacheBytes", "bytes", default: "33554432", "Memory for answers that are kept encoded.")
  static let edge = ConfigurationKey(
    "edge", "none, varnish, cloudfront or removed", default: "none",
    "The shared cache in front of the API that is purged at each publication: the same for every process. `removed` lets"
      + " providers be published without one that had one, once nobody reads through it any more.")
  static let edgeURL = ConfigurationKey(
    "edgeUrl", "http://… of each Varnish, comma-separated, or the id of a CloudFront distribution", default: "",
    "Where it takes purges, such as `http://127.0.0.1:8079`. Every Varnish must be named.")
  static let edgeDeadline = ConfigurationKey(
    "edgeDeadline", "duration", default: "15s",
    "The longest that it waits for an answer of the API, from connecting to the last byte: a publication waits as long."
  )
  static let logLevel = ConfigurationKey(
    "log.level", "trace, debug, info, notice, warning, error or critical", default: "info", flag: "--log-level",
    "The least important log line that is written.")
  static let logFormat = ConfigurationKey(
    "log.format", "auto, json or text", default: "auto", "`auto` writes text on a terminal and JSON elsewhere.")
  static let archiveMaxEntries = ConfigurationKey(
    "archive.maxEntries", "number", default: "1000", "Entries of a data.zip beyond which it is refused.")
  static let archiveMaxRatio = ConfigurationKey(
    "archive.maxRatio", "number", default: "200", "How many times its packed size an entry may have unpacked …")
  static let archiveRatioFreeBytes = ConfigurationKey(
    "archive.ratioFreeBytes", "bytes", default: "100000000", "… beyond its first so many bytes.")
  static let archiveMaxUnpackedBytes = ConfigurationKey(
    "archive.maxUnpackedBytes", "bytes", default: "68719476736", "All entries together, unpacked (64 GiB).")

  /// In the order of `docs/configuration.md`, which is compared with this list in the tests.
  static let all =
    [
      dataDir, watchfolder, store, database, databaseSession, databaseSecret, installation, environment, providers,
      settle, scanInterval, workMaxAtOnce, workMaxTime, host, port, adminHost, adminPort, apiCacheBytes,
      apiMaxConnections, apiMaxConnectionsPerClient, apiRequestTimeout, apiSendTimeout, apiIdleTimeout, apiRateLimit,
      apiTrustedProxies, apiClientHeader, oidcIssuer, oidcAudience, oidcClockSkew, edge, edgeURL, edgeDeadline,
      edgeSecret, edgeTokenKey, edgeTokenAudience, edgeReaders,
    ] + notify + [
      logLevel, logFormat, archiveMaxEntries, archiveMaxRatio, archiveRatioFreeBytes, archiveMaxUnpackedBytes,
    ]
}

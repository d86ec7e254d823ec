/// How the API service is run.
package struct APIConfiguration: Sendable {
  /// The address of the API. Loopback unless it is opened on purpose.
  package var host = "127.0.0.1"
  package var port = 8080
  /// The address of health and metrics, which are nobody's business outside.
  package var adminHost = "127.0.0.1"
  package var adminPort = 8081

  /// How long one reading of the publication record may be used, from before it was read. The seeder waits as long.
  package var lease: Duration = .seconds(1)

  /// Encoded answers that are kept in memory. The figures of 500 companies take about 6 MiB.
  package var answerCacheBytes = 32 << 20
  /// Editions that are kept open at once; each is a file handle and its page cache.
  package var openEditions = 16

  /// Longer request targets get 414. Browsers and proxies agree on little more than this.
  package var maxTargetBytes = 8_192
  /// Longer request heads are refused while they are read.
  package var maxHeaderBytes = 32_768
  /// Browsers and proxies send about 20.
  package var maxHeaderFields = 100
  /// No request needs a body. So much of one is read and thrown away, so that the client gets its answer.
  package var maxBodyBytes = 65_536
  /// A request head must be there so long after its first byte, and its body so long after its head.
  package var requestTimeout: Duration = .seconds(10)
  /// What was written must be taken in this time. An answer of 1 MB takes it at 17 kB a second.
  package var sendTimeout: Duration = .seconds(60)
  /// Idle connections are closed after this.
  package var idleTimeout: Duration = .seconds(60)

  /// Open connections beyond which no new one is accepted; clients wait in the system's queue. Each takes a file.
  package var maxConnections = 4_096
  /// Open connections of one client. A company's users behind one address come to some hundred.
  package var maxConnectionsPerClient = 512
  /// Answers that one client may have beyond those that are kept; `nil` for no bound.
  package var rateLimit: RateLimit? = RateLimit(quota: 1_000, window: .seconds(10))
  /// What our edge shows in `X-Boxoffice-Edge`; `nil` if there is no edge that judges readers by itself.
  package var edgeSecret: EdgeSecret?
  /// Whose requests they are.
  package var clients = ClientIdentification()

  package init() {}
}

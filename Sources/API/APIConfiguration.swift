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
  /// Idle connections are closed after this.
  package var idleTimeout: Duration = .seconds(60)

  package init() {}
}

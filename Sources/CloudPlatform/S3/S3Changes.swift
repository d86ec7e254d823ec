import Domain
import Logging
import Watchfolders

/// Hints from looking at every provider's upload again and again.
enum S3Changes {
  /// Starts with a hint for every provider, and goes on until the stream is let go of.
  static func stream(of watchfolder: S3Watchfolder, every interval: Duration, logger: Logger) -> AsyncStream<ProviderID>
  {
    AsyncStream(bufferingPolicy: .bufferingNewest(1024)) { continuation in
      let polling = Task {
        var seen: [ProviderID: String?] = [:]
        while !Task.isCancelled {
          do {
            for provider in try await watchfolder.providers() {
              let fingerprint = try await watchfolder.upload(of: provider)?.fingerprint
              if let before = seen[provider], before == fingerprint { continue }
              seen[provider] = .some(fingerprint)
              continuation.yield(provider)
            }
          } catch is CancellationError {
            break
          } catch {
            // The periodic scan meets the same fault and reports it.
            logger.debug("The bucket cannot be polled", metadata: ["error": "\(error)"])
          }
          do { try await watchfolder.client.retry.sleep(interval) } catch { break }
        }
        continuation.finish()
      }
      continuation.onTermination = { _ in polling.cancel() }
    }
  }
}

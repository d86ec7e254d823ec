import Domain
import Foundation
import Logging

/// Credentials from the first place that has any, asked again before they end.
///
/// Many may ask at once: one request goes out, and whoever is cancelled meanwhile does not wait for it.
package actor CredentialsChain {
  /// Places renew what they lend at least five minutes before the old ends.
  private static let renewBefore: Duration = .seconds(300)
  /// How long to use what still holds after a failure to renew it, before the next try.
  private static let pauseAfterFailure: Duration = .seconds(30)

  private let sources: [any CredentialsSource]
  private let now: @Sendable () -> Timestamp
  private let logger: Logger

  private var current: AWSCredentials?
  private var tryAgainAt: Timestamp?
  private var waiting: [UUID: CheckedContinuation<AWSCredentials, any Error>] = [:]
  private var isAsking = false

  package init(
    _ sources: [any CredentialsSource], now: @escaping @Sendable () -> Timestamp = Timestamp.now,
    logger: Logger = Logger(label: "boxoffice.credentials")
  ) {
    self.sources = sources
    self.now = now
    self.logger = logger
  }

  /// The places in the order in which AWS's own tools ask them: environment, web identity, shared files, container,
  /// instance.
  package static func standard(
    environment: [String: String], region: String?, logger: Logger = Logger(label: "boxoffice.credentials")
  ) -> CredentialsChain {
    let transport = HTTPTransport()
    let tokens = SecurityTokenService(environment: environment, region: region, transport: transport)
    return CredentialsChain(
      [
        EnvironmentCredentials(environment: environment),
        WebIdentityCredentials(environment: environment, service: tokens),
        SharedFileCredentials(environment: environment, service: tokens),
        ContainerCredentials(environment: environment),
        InstanceCredentials(environment: environment),
      ], logger: logger)
  }

  /// Credentials that hold for a while yet.
  func credentials() async throws -> AWSCredentials {
    let time = now()
    if let current {
      guard let end = current.expiresAt, end < time.adding(Self.renewBefore) else { return current }
      if end > time, let tryAgainAt, time < tryAgainAt { return current }
    }
    let id = UUID()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        if Task.isCancelled { return continuation.resume(throwing: CancellationError()) }
        waiting[id] = continuation
        ask()
      }
    } onCancel: {
      Task { await self.stopWaiting(id) }
    }
  }

  /// Forgets credentials that a server does not take any more.
  func discard(_ credentials: AWSCredentials) {
    if current == credentials { current = nil }
  }

  private func stopWaiting(_ id: UUID) { waiting.removeValue(forKey: id)?.resume(throwing: CancellationError()) }

  private func ask() {
    guard !isAsking else { return }
    isAsking = true
    Task {
      let result: Result<AWSCredentials, any Error>
      do {
        result = .success(try await ask(sources))
      } catch {
        result = .failure(error)
      }
      isAsking = false
      answer(result)
    }
  }

  private func answer(_ result: Result<AWSCredentials, any Error>) {
    var result = result
    switch result {
    case .success(let new):
      current = new
      tryAgainAt = nil
    case .failure(let error):
      guard let current, let end = current.expiresAt, end > now() else { break }
      logger.warning(
        "Credentials could not be renewed; the old ones are used as long as they hold",
        metadata: ["error": "\(error)", "credentials.end": "\(end)"])
      tryAgainAt = now().adding(Self.pauseAfterFailure)
      result = .success(current)
    }
    for (_, continuation) in waiting { continuation.resume(with: result) }
    waiting = [:]
  }

  private func ask(_ sources: [any CredentialsSource]) async throws -> AWSCredentials {
    for source in sources {
      guard let credentials = try await source.credentials() else { continue }
      logger.debug("Credentials were found", metadata: ["credentials.source": "\(source.name)"])
      return credentials
    }
    throw CredentialsFailure.error(
      "there are no AWS credentials; looked in \(sources.map(\.name).joined(separator: ", ")). Set AWS_ACCESS_KEY_ID "
        + "and AWS_SECRET_ACCESS_KEY, name a profile in AWS_PROFILE, or give this machine a role")
  }
}

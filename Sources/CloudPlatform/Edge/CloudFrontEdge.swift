import Domain
import Foundation
import NIOHTTP1
import Seeder

/// A CloudFront distribution.
///
/// What is tagged is invalidated by its tag where the distribution reads our `Cache-Tag`, by its paths where it does not: a
/// distribution without a `CacheTagConfig` takes an invalidation by tag and does nothing. It has no floor: what is fetched
/// meanwhile is kept out by the waits of the publication, which must be longer than its origin's deadline.
package struct CloudFrontEdge: EdgeCache {
  /// Most are complete within 25 seconds, and a few take minutes.
  private static let completionLimit: Duration = .seconds(600)
  private static let tagHeader = "cache-tag"

  package let fetchDeadline: Duration
  private let client: CloudFrontClient
  private let pollInterval: Duration

  /// - Parameter distribution: its id, such as `E2EXAMPLE`, also written `cloudfront://E2EXAMPLE`.
  /// - Parameter environment: credentials and, for other servers than AWS's, `AWS_ENDPOINT_URL`.
  package init(
    distribution: String, fetchDeadline: Duration, environment: [String: String] = ProcessInfo.processInfo.environment,
    retry: RetryPolicy = RetryPolicy(), pollInterval: Duration = .seconds(2)
  ) throws {
    self.fetchDeadline = fetchDeadline
    self.pollInterval = pollInterval
    client = try CloudFrontClient(distribution: distribution, environment: environment, retry: retry)
  }

  package func purge(_ purge: EdgePurge) async throws {
    do {
      let items = try await items(of: purge)
      // Names this attempt: CloudFront takes the same one, sent again after a fault of the network, for the same.
      var invalidation = try await client.invalidate(items, reference: "boxoffice \(purge) \(UUID().uuidString)")
      let end = ContinuousClock.now + Self.completionLimit
      while !invalidation.isComplete {
        guard ContinuousClock.now < end else {
          throw CloudFrontClient.Failure(
            code: "InProgress", message: "invalidation \(invalidation.id) is not complete after \(Self.completionLimit)"
          )
        }
        try await Task.sleep(for: pollInterval)
        invalidation = try await client.invalidation(invalidation.id)
      }
    } catch let error where !(error is CancellationError) {
      throw EdgeCacheError.purgeFailed(purge, "CloudFront distribution \(client.distribution): \(error)")
    }
  }

  package func check() async throws -> String {
    let byTag = try await client.tagHeader().map { $0.lowercased() == Self.tagHeader } ?? false
    return "CloudFront distribution \(client.distribution) is invalidated by \(byTag ? "tag" : "paths")"
  }

  /// What to invalidate: a tag, or every path of the answers that have it.
  private func items(of purge: EdgePurge) async throws -> [String] {
    var header: String?
    do {
      header = try await client.tagHeader()
    } catch let failure as CloudFrontClient.Failure where failure.code == "AccessDenied" {
      // Without the right to read the configuration it is not known whether it reads tags. Paths are always right.
      header = nil
    }
    return header?.lowercased() == Self.tagHeader ? ["#\(purge.tag)"] : Self.paths(of: purge)
  }

  /// A publication's paths reach pinned answers too, which are fetched again and are the same.
  static func paths(of purge: EdgePurge) -> [String] {
    let base =
      switch purge.scope {
      case .current, .all: "/v1/\(purge.provider)"
      case .edition(let number): "/v1/\(purge.provider)/@\(number)"
      }
    return [base, "\(base)?*", "\(base).*", "\(base)/*"]
  }
}

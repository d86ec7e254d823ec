import Domain

/// The shared cache in front of the API, an edge of ours that can be told to drop what it keeps (DESIGN.md section 7).
///
/// Contract:
/// - After `purge` has returned, no request that reaches the edge is answered from what the edge kept before under the
///   purge's tag, nor shares a fetch that was begun before. It returns only when every part of the edge has said so.
/// - An edge that can, refuses from then on to keep an answer whose `Data-Publication` is below the purge's floor, whenever
///   it was asked for. The floor only rises.
/// - A purge may be repeated, doubled, late, and overtaken by a later one, and does no harm then.
/// - Error: `edge-purge-failed`; the purge may have been made, in part or as a whole, and may still be made later.
package protocol EdgeCache: Sendable {
  /// The longest that the edge waits for an answer of the API: what has not come to its end by then is given up.
  var fetchDeadline: Duration { get }

  func purge(_ purge: EdgePurge) async throws

  /// Says what the edge is and that it would take a purge, without making one; throws what is to be mended.
  func check() async throws -> String
}

/// What an edge is told to drop.
package struct EdgePurge: Sendable, Equatable, CustomStringConvertible {
  package enum Scope: Sendable, Equatable {
    /// What a publication changes: every unpinned answer.
    case current
    /// All answers of the provider.
    case all
    /// All answers whose URL names the edition.
    case edition(EditionNumber)
  }

  package let provider: ProviderID
  package let scope: Scope
  /// The sequence below which no unpinned answer may be kept any more: that of the record that is in force during the purge;
  /// 0 if it has nothing to do with a publication.
  package let floor: Int

  package init(_ scope: Scope, of provider: ProviderID, floor: Int) {
    self.provider = provider
    self.scope = scope
    self.floor = floor
  }

  package var tag: CacheTag {
    switch scope {
    case .current: .current(of: provider)
    case .all: .all(of: provider)
    case .edition(let number): .edition(number, of: provider)
    }
  }

  package var description: String { "\(tag) below \(floor)" }
}

/// The codes of the errors of an `EdgeCache`.
package enum EdgeCacheError {
  package static let purgeFailed = "edge-purge-failed"

  package static func purgeFailed(_ purge: EdgePurge, _ why: String, cause: (any Error)? = nil) -> BoxOfficeError {
    BoxOfficeError(code: purgeFailed, message: "the edge was not purged of \(purge.tag): \(why)", cause: cause)
  }
}

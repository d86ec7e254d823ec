import Domain

/// All that an edition consists of, computed from a delivery's model and not loaded into a database yet.
package struct EditionTables: Sendable {
  let model: Model
  let figures: FigureTables

  /// Reads the model and computes the figures, on two threads. Memory grows with the number of films, not with that of votes.
  ///
  /// Errors: `BoxOfficeError` with code `model-damaged` (it is not as the parser makes it), `model-unreadable` or
  /// `figures-overflow`.
  package init(_ source: any ModelSource) async throws {
    let model = try await Model(source)
    self.model = model
    figures = try await FigureTables(model)
  }

  /// Refuses CSVs that are not those of a manifest.
  func verify(_ expected: ContentDigest) throws {
    if model.digests.isEmpty { return }  // no CSV was read
    let actual = ModelDigest.of { model.digests[$0]! }
    guard actual == expected else {
      throw model.source.damaged("they have the digest \(actual.short), their manifest says \(expected.short)")
    }
  }
}

import Pipeline

/// What one function does; its handler (`_HANDLER`) names it.
enum LambdaStage: String, CaseIterable, Sendable {
  case validate
  case parse
  case seed
  case notify

  /// The part of a delivery's way that it goes; `nil` if it works none.
  var part: PipelinePart? {
    switch self {
    case .validate: .untilManifest
    case .parse: .manifestOnly
    case .seed: .fromManifest
    case .notify: nil
    }
  }
}

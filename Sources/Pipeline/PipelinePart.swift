/// The part of a delivery's way, from upload to edition, that a process goes with it.
///
/// What one part leaves lies in the stores, where the next finds it. `manifest.json` divides them: it is written when all
/// that is made of a delivery is kept.
package enum PipelinePart: Sendable {
  case whole
  /// Takes uploads, validates and parses them in one pass, and keeps what was made, to the manifest.
  case untilManifest
  /// Makes the manifest of accepted deliveries that have none, from the zip that is kept; never touches the watchfolder.
  case manifestOnly
  /// Builds and publishes the editions of deliveries that have a manifest.
  case fromManifest

  /// Whether it looks at the watchfolder.
  var takes: Bool { self == .whole || self == .untilManifest }

  var publishes: Bool { self == .whole || self == .fromManifest }
}

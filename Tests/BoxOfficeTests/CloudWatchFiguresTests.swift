import CloudPlatform
import Fixtures
import Foundation
import Testing

@testable import boxoffice

@Suite("Figures for CloudWatch are those of the templates")
struct CloudWatchFiguresTests {
  private static let figures = [
    CloudWatchFigures.figure("boxoffice.edition.age.days", [("provider", "acme")]),
    CloudWatchFigures.figure("boxoffice.publication.pending", [("provider", "acme")]),
    CloudWatchFigures.figure("boxoffice.publication.duration", []),
    CloudWatchFigures.figure("boxoffice.deliveries", [("verdict", "accepted")]),
    CloudWatchFigures.figure("boxoffice.deliveries", [("verdict", "rejected")]),
    CloudWatchFigures.figure("boxoffice.edge.purge.failures", [("provider", "acme")]),
    CloudWatchFigures.figure("boxoffice.stage.failures", []),
    CloudWatchFigures.figure("boxoffice.stage.duration", [("stage", "seed")]),
  ]

  @Test("every alarm and every graph of ours is about a figure that is told")
  func templates() throws {
    let names = Set(Self.figures.compactMap { $0?.name })
    #expect(names.count == Self.figures.count)
    var wanted: Set<String> = []
    for file in ["monitoring.yaml", "provider.yaml"] {
      let text = try String(
        contentsOf: Documentation.root.appendingPathComponent("deploy/aws/\(file)"), encoding: .utf8)
      for match in text.matches(of: /Namespace: BoxOffice\s+MetricName: (\w+)/) { wanted.insert(String(match.1)) }
      for match in text.matches(of: /\["BoxOffice", "(\w+)"/) { wanted.insert(String(match.1)) }
      for match in text.matches(of: /BoxOffice,Environment[^}]*} MetricName=\\"(\w+)/) {
        wanted.insert(String(match.1))
      }
    }
    #expect(
      wanted.isSuperset(of: ["EditionAgeDays", "PurgeFailures", "PublicationPendingSeconds", "DeliveriesAccepted"]))
    #expect(wanted.subtracting(names).isEmpty)
  }

  @Test("only what may be many is told apart, since each costs")
  func dimensions() {
    #expect(Self.figures[0]?.dimensions == ["Provider": "acme"] && Self.figures[0]?.hasTotal == true)
    #expect(Self.figures[7]?.dimensions == ["Stage": "seed"] && Self.figures[7]?.hasTotal == false)
    #expect(Self.figures[1...6].allSatisfy { $0?.dimensions.isEmpty == true })
    #expect(CloudWatchFigures.figure("boxoffice.http.requests", [("status", "200")]) == nil)
  }
}

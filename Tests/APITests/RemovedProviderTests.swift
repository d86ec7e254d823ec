import Database
import Domain
import HTTPTypes
import HummingbirdTesting
import Testing

@testable import API

@Suite("A provider that was removed is not served any more")
struct RemovedProviderTests {
  private static let targets = [
    "/v1/default", "/v1/default/years", "/v1/default/years.csv", "/v1/default/@1/years", "/v1/default/@1/companies.csv",
    "/v1/default/editions",
  ]

  /// A site whose list of providers a test changes.
  private func site() async throws -> (site: TestSite, service: APIService, providers: Locked<[ProviderID]>) {
    let site = try await TestSite.published()
    let providers = Locked<[ProviderID]>([.default, ProviderID("empty")!])
    let service = APIService(
      configuration: site.service.configuration, database: site.engine, hold: try await site.engine.startReading(),
      providers: { providers.value }, clock: site.clock.clock)
    return (site, service, providers)
  }

  private func problem(_ target: String, _ service: APIService) async -> ProblemCode? {
    guard case .problem(let problem, _) = await service.answer(target).outcome else { return nil }
    return problem.code
  }

  @Test("Its URLs are unknown within a lease, pinned ones and kept answers included; when it is back so are they")
  func removed() async throws {
    // Given answers that are kept
    let (site, service, providers) = try await site()
    for target in Self.targets { #expect(await problem(target, service) == nil, "\(target)") }
    #expect(service.kept("/v1/default/years") != nil && service.kept("/v1/default/@1/years") != nil)
    // When the provider is removed as the pipeline does it
    providers.change { $0 = [ProviderID("empty")!] }
    let live = try #require(try await site.engine.publication(of: .default))
    func publish(_ state: PublicationRecord.State, _ sequence: Int) async throws {
      #expect(
        try await site.engine.replacePublication(
          of: .default, expected: sequence - 1,
          with: PublicationRecord(sequence: sequence, edition: 1, state: state, switchedAt: live.switchedAt)))
    }
    try await publish(.withdrawn, live.sequence + 1)
    site.clock.advance(by: .seconds(1))
    // Then nothing of it is answered, at the first question or later
    for _ in 1...2 {
      for target in Self.targets {
        #expect(service.kept(target) == nil, "\(target)")
        #expect(await problem(target, service) == .unknownProvider, "\(target)")
      }
    }
    // And when it is added again, with what it served
    try await publish(.live, live.sequence + 2)
    providers.change { $0.append(.default) }
    site.clock.advance(by: .seconds(1))
    for target in Self.targets { #expect(await problem(target, service) == nil, "\(target)") }
  }

  @Test("A kept answer of a pinned URL is not given either, although the list of editions is still fresh")
  func keptPinned() async throws {
    let (site, service, providers) = try await site()
    let target = "/v1/default/@1/years"
    #expect(await problem(target, service) == nil)
    let provider = try #require(try await service.directory.provider(.default))
    providers.change { $0 = [] }
    // As requests do it that come all the time: the editions were read again half a lease later.
    site.clock.advance(by: .milliseconds(600))
    _ = try await provider.editions.refreshed()
    #expect(service.kept(target) != nil)
    site.clock.advance(by: .milliseconds(400))
    #expect(provider.editions.current() != nil)
    #expect(service.kept(target) == nil)
    #expect(await problem(target, service) == .unknownProvider)
  }

  @Test("Added again without its data, it has no edition yet, and its old editions are gone")
  func withoutData() async throws {
    let (site, service, _) = try await site()
    let live = try #require(try await site.engine.publication(of: .default))
    #expect(
      try await site.engine.replacePublication(
        of: .default, expected: live.sequence,
        with: PublicationRecord(
          sequence: live.sequence + 1, edition: 1, state: .withdrawn, switchedAt: live.switchedAt)))
    try await site.engine.prune(1, of: .default)
    #expect(await problem("/v1/default/years", service) == .noEditionYet)
    #expect(await problem("/v1/default/@1/years", service) == .editionPruned)
    #expect(await service.unreadiness() == [])
  }
}

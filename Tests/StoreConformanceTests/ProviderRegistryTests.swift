import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("The list of providers")
struct ProviderRegistryTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test("has who was added and not removed, whoever asks", arguments: StoreUnderTest.all)
  func life(_ engine: StoreUnderTest) async throws {
    let registry = ProviderRegistry(store: try await engine.open(folder))
    #expect(try await registry.providers() == [])
    try await registry.add(other, at: moment(1))
    try await registry.add(acme, at: moment(2))
    try await registry.add(acme, at: moment(3))
    let second = ProviderRegistry(store: try await engine.open(folder))
    #expect(try await second.providers() == [acme, other])
    #expect(try await second.entry(of: acme)?.addedAt == moment(2))

    var removal = try await registry.beginRemoval(of: acme, keepsData: true, at: moment(4))
    #expect(try await second.providers() == [other])
    #expect(try await second.removals() == [removal])
    #expect(removal.finishedAt == nil)
    // Begun again, it is the same one; adding does not end it.
    #expect(try await second.beginRemoval(of: acme, keepsData: false, at: moment(5)) == removal)
    try await second.add(acme, at: moment(5))
    #expect(try await second.providers() == [other])

    removal.finishedAt = moment(6)
    try await registry.write(removal)
    #expect(try await second.removal(of: acme) == removal)
    try await registry.forgetRemoval(of: acme, at: moment(7))
    #expect(try await second.providers() == [acme, other])
    #expect(try await second.removals() == [])
    #expect(try await second.entry(of: acme)?.addedAt == moment(7))
  }

  @Test("is not confused by names that begin alike, nor by anything else in the store", arguments: StoreUnderTest.all)
  func names(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let registry = ProviderRegistry(store: store)
    let names = ["a", "a-b", "a-b-c", "added", "removed", "providers"].map { ProviderID($0)! }
    for name in names { try await registry.add(name, at: moment(1)) }
    _ = try await registry.beginRemoval(of: ProviderID("a-b")!, keepsData: true, at: moment(2))
    for key in ["acme/settings.json", "_providers/added/No_Name.json", "_providers/added/x.txt", "_doctor/probe.txt"] {
      try await store.put(key, "{}")
    }
    #expect(try await registry.providers().map(\.name) == ["a", "a-b-c", "added", "providers", "removed"])
    #expect(try await registry.removals().map(\.provider.name) == ["a-b"])
  }
}

import Domain
import Fixtures
import Foundation
import Testing
import Watchfolders

@Suite("An object store's conditions")
struct StoreConditionTests {
  let folder: TemporaryFolder
  let threads = ThreadPerJob()

  init() throws { folder = try TemporaryFolder() }

  @Test("let a put through only while they hold", arguments: StoreUnderTest.all)
  func conditions(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let nothing = ObjectVersion(id: "1")
    await expectError(ObjectStoreError.preconditionFailed) { try await store.put("a", "x", if: .current(nothing)) }
    #expect(try await store.keys() == [])

    let first = try await store.put("a", "first", if: .absent)
    await expectError(ObjectStoreError.preconditionFailed) { try await store.put("a", "x", if: .absent) }

    let second = try await store.put("a", "second", if: .current(first.version))
    await expectError(ObjectStoreError.preconditionFailed) {
      try await store.put("a", "x", if: .current(first.version))
    }
    #expect(try await store.text("a") == "second")
    #expect(try await store.versions(prefix: "").map(\.version) == [second.version, first.version])
  }

  @Test("take a deleted key for absent", arguments: StoreUnderTest.all)
  func afterDelete(_ engine: StoreUnderTest) async throws {
    let store = try await engine.open(folder)
    let first = try await store.put("a", "first")
    try await store.delete(key("a"), version: nil)
    await expectError(ObjectStoreError.preconditionFailed) {
      try await store.put("a", "x", if: .current(first.version))
    }
    let second = try await store.put("a", "second", if: .absent)
    #expect(second.version != first.version)
  }

  @Test("let exactly one of many writers at once make an object", arguments: StoreUnderTest.all)
  func race(_ engine: StoreUnderTest) async throws {
    let stores = [try await engine.open(folder), try await engine.open(folder)]
    for round in 0..<10 {
      let winners = try await withThrowingTaskGroup(of: String?.self) { group in
        for writer in 0..<8 {
          group.addTask(executorPreference: threads) {
            do {
              try await stores[writer % 2].put("round/\(round)", "writer \(writer)", if: .absent)
              return "writer \(writer)"
            } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
              return nil
            }
          }
        }
        return try await group.reduce(into: [String]()) { winners, winner in if let winner { winners.append(winner) } }
      }
      #expect(winners == [try await stores[0].text("round/\(round)")])
      #expect(try await stores[1].versions(prefix: "round/\(round)").count == 1)
    }
  }

  @Test("let no increment of many writers be lost", arguments: StoreUnderTest.all)
  func counter(_ engine: StoreUnderTest) async throws {
    let stores = [try await engine.open(folder), try await engine.open(folder)]
    let (writers, increments) = (8, 5)
    try await stores[0].put("counter", "0")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<writers {
        group.addTask(executorPreference: threads) {
          let store = stores[writer % 2]
          var done = 0
          while done < increments {
            guard let version = try await store.list(prefix: "counter").first?.version else { continue }
            let value = try #require(Int(try await store.text("counter", version: version)))
            do {
              try await store.put("counter", "\(value + 1)", if: .current(version))
              done += 1
            } catch let error as BoxOfficeError where error.code == ObjectStoreError.preconditionFailed {
              continue
            }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try await stores[0].text("counter") == "\(writers * increments)")
    // Each value is a version of its own, and none has two.
    let versions = try await stores[1].versions(prefix: "counter")
    #expect(versions.count == writers * increments + 1)
    for (index, info) in versions.enumerated() {
      #expect(try await stores[1].text("counter", version: info.version) == "\(writers * increments - index)")
    }
  }
}

import Watchfolders

/// An object store on a machine that breaks down.
package struct FaultyObjectStore: ObjectStore {
  private let store: any ObjectStore
  private let faults: Faults

  package init(store: any ObjectStore, faults: Faults) {
    self.store = store
    self.faults = faults
  }

  package func put(_ key: ObjectKey, _ content: ObjectContent, if condition: WriteCondition) async throws -> ObjectInfo
  {
    try await faults.around("put \(key)") { try await store.put(key, content, if: condition) }
  }

  package func read(
    _ key: ObjectKey, version: ObjectVersion?, range: Range<Int64>?, _ body: (UnsafeRawBufferPointer) throws -> Void
  ) async throws {
    try await faults.around("read \(key)") { try await store.read(key, version: version, range: range, body) }
  }

  package func place(of key: ObjectKey) -> String { store.place(of: key) }

  package func localFile(_ key: ObjectKey, version: ObjectVersion?, scratch: String) async throws -> String {
    try await faults.around("localFile \(key)") {
      try await store.localFile(key, version: version, scratch: scratch)
    }
  }

  package func list(prefix: String) async throws -> [ObjectInfo] {
    try await faults.around("list \(prefix)") { try await store.list(prefix: prefix) }
  }

  package func versions(prefix: String) async throws -> [ObjectInfo] {
    try await faults.around("versions \(prefix)") { try await store.versions(prefix: prefix) }
  }

  package func delete(_ key: ObjectKey, version: ObjectVersion?) async throws {
    try await faults.around("delete \(key)") { try await store.delete(key, version: version) }
  }
}

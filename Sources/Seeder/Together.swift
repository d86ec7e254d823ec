/// Runs two jobs at the same time and returns what both return.
///
/// The first error of either is thrown, once; the other job is cancelled and waited for.
func together<First: Sendable, Second: Sendable>(
  _ first: @Sendable @escaping () async throws -> First, _ second: @Sendable @escaping () async throws -> Second
) async throws -> (First, Second) {
  try await withThrowingTaskGroup(of: Part<First, Second>.self) { group in
    group.addTask { .first(try await first()) }
    group.addTask { .second(try await second()) }
    var results: (First?, Second?)
    for try await part in group {
      switch part {
      case .first(let result): results.0 = result
      case .second(let result): results.1 = result
      }
    }
    return (results.0!, results.1!)
  }
}

private enum Part<First: Sendable, Second: Sendable>: Sendable {
  case first(First)
  case second(Second)
}

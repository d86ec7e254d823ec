import Domain

/// Whose data a test has that needs one provider.
package let provider = ProviderID.default

/// When its delivery was taken.
package let takenAt = Timestamp(secondsSinceEpoch: 1_700_000_000)

/// A digest of 64 times the same digit.
package func digest(_ digit: Character) -> ContentDigest {
  ContentDigest(hex: String(repeating: digit, count: 64))!
}

/// The code of the error that `body` throws; `nil` if it throws none of ours.
package func code(_ body: () async throws -> Void) async -> String? {
  do {
    try await body()
    return nil
  } catch {
    return (error as? BoxOfficeError)?.code
  }
}

/// Waits until `condition` holds, or gives up after `seconds`: a bound for a hang, never a measurement.
package func eventually(within seconds: Int = 60, _ condition: () async throws -> Bool) async throws -> Bool {
  for _ in 0..<(seconds * 20) {
    if try await condition() { return true }
    try await Task.sleep(for: .milliseconds(50))
  }
  return false
}

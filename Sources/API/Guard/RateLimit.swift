import Domain

/// How many uncached answers one client may have in a time.
package struct RateLimit: Sendable, Equatable {
  /// So many at once, after which the quota comes back evenly over `window`.
  package let quota: Int
  /// Whole seconds, which is what `RateLimit-Policy` can say.
  package let window: Duration

  package init(quota: Int, window: Duration) {
    self.quota = quota
    self.window = window
  }

  /// `1000/10s`: a quota of 1 to 1,000,000, and a duration of whole seconds up to a day. `nil` for anything else.
  package init?(_ text: String) {
    let sides = text.split(separator: "/", omittingEmptySubsequences: false)
    guard sides.count == 2, let quota = Int(sides[0]), (1...1_000_000).contains(quota),
      let window = DurationText.parse(String(sides[1])), window >= .seconds(1), window <= .seconds(86_400),
      window.components.attoseconds == 0
    else { return nil }
    self.init(quota: quota, window: window)
  }

  /// The time in which one answer's share of the quota comes back.
  var interval: Duration { window / quota }
}

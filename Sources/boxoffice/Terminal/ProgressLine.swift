/// The line that a progress bar shows: what is done, how much of it, how fast, and how long it will take.
struct ProgressLine {
  private var step = ""
  private var total = 0
  private var done = 0
  /// When the counting began.
  private var begun = Duration.zero

  /// The line after `done` of `total` at the time `now`, cut to `width` columns.
  ///
  /// Rate and time left are of this count: where counting begins anew, for the next file, they do too.
  mutating func text(
    _ step: String, done: Int, of total: Int, unit: String, at now: Duration, width: Int
  ) -> String {
    if total != self.total || done < self.done || self.step.isEmpty { begun = now }
    (self.step, self.total, self.done) = (step, total, done)
    let seconds = (now - begun) / .seconds(1)
    let share = total > 0 ? min(1, Double(done) / Double(total)) : 1
    let filled = Int(share * 24)
    var text = "\(step) [\(String(repeating: "#", count: filled))\(String(repeating: ".", count: 24 - filled))]"
    text += " \(Int(share * 100)) %"
    // A guess from less than a tenth of a second would jump about.
    if seconds >= 0.1, done > 0 {
      text += "  \(Int(Double(done) / seconds)) \(unit)/s  \(Self.left(seconds / share - seconds)) left"
    }
    return String(text.prefix(width))
  }

  /// The line of a step that cannot be counted.
  mutating func text(_ step: String, width: Int) -> String {
    self = ProgressLine()
    return String("\(step) …".prefix(width))
  }

  private static func left(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 359_999).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    let twoDigits = { (number: Int) in (number < 10 ? "0" : "") + String(number) }
    if whole < 3600 { return "\(whole / 60):\(twoDigits(whole % 60)) min" }
    return "\(whole / 3600):\(twoDigits(whole / 60 % 60)) h"
  }
}

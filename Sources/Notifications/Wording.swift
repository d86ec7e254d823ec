/// How numbers and foreign text are written in messages: our own arithmetic, so that no locale changes a byte.
enum Wording {
  /// `1,234,567`.
  static func count(_ number: some BinaryInteger) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += "," }
      text.append(digit)
    }
    return number < 0 ? "-" + text : text
  }

  /// `1 row`, `2 rows`.
  static func count(_ number: Int, _ noun: String) -> String {
    "\(count(number)) \(noun)\(number == 1 ? "" : "s")"
  }

  /// `205.7 MB`, in powers of ten as disks and mail programs count, cut to one decimal; exact below 1 kB.
  static func size(_ bytes: Int64) -> String {
    let units: [(name: String, bytes: Int64)] = [
      ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1000),
    ]
    for unit in units where bytes >= unit.bytes {
      let tenths = bytes / (unit.bytes / 10)
      return "\(count(tenths / 10)).\(tenths % 10) \(unit.name)"
    }
    return bytes == 1 ? "1 byte" : "\(bytes) bytes"
  }

  /// `$2,787,965,087`, `-$5`; `unknown` for none.
  static func money(_ dollars: Int64?) -> String {
    guard let dollars else { return "unknown" }
    return (dollars < 0 ? "-$" : "$") + count(dollars.magnitude)
  }

  /// `15 minutes`, `90 seconds`.
  static func duration(seconds: Int) -> String {
    seconds >= 60 && seconds % 60 == 0 ? count(seconds / 60, "minute") : count(seconds, "second")
  }

  /// Text from a delivery in a code span, where Markdown has no meaning. The fence is longer than any in the text.
  static func code(_ text: String) -> String {
    var longest = 0
    var run = 0
    for character in text {
      run = character == "`" ? run + 1 : 0
      longest = max(longest, run)
    }
    let fence = String(repeating: "`", count: longest + 1)
    let isPadded =
      text.isEmpty || text.hasPrefix("`") || text.hasSuffix("`") || (text.hasPrefix(" ") && text.hasSuffix(" "))
    let line = text.replacing("\n", with: " ").replacing("\r", with: " ")
    return isPadded ? "\(fence) \(line) \(fence)" : "\(fence)\(line)\(fence)"
  }
}

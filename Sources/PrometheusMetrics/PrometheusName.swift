/// How names, labels and numbers are written in Prometheus' text format.
enum PrometheusName {
  /// `http.requests` becomes `http_requests`; `suffix` is added unless the label has it already.
  static func metric(_ label: String, suffix: String = "") -> String {
    let name = cleaned(label, allowsColon: true)
    return name.hasSuffix(suffix) ? name : name + suffix
  }

  /// The labels as they are written between braces, sorted by name; of two with one name the first stands.
  static func labels(_ dimensions: [(String, String)]) -> String {
    var seen: Set<String> = []
    var labels: [(name: String, value: String)] = []
    for (dimension, value) in dimensions {
      var name = cleaned(dimension, allowsColon: false)
      if name == "le" || name.hasPrefix("__") { name = "exported_" + name }  // reserved by the format
      if seen.insert(name).inserted { labels.append((name, value)) }
    }
    return labels.sorted { $0.name < $1.name }.map { "\($0.name)=\"\(escapedValue($0.value))\"" }.joined(separator: ",")
  }

  static func escapedHelp(_ text: String) -> String { escaped(text, quotes: false) }

  static func escapedValue(_ text: String) -> String { escaped(text, quotes: true) }

  /// Whole numbers without a fraction, others in Swift's shortest exact form, infinities as Prometheus names them.
  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    if value == value.rounded(), value.magnitude < 9_007_199_254_740_992 { return String(Int64(value)) }  // 2^53
    return "\(value)"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var escaped = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\\\"
      case "\n": escaped += "\\n"
      case "\"" where quotes: escaped += "\\\""
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }

  /// `[a-zA-Z_:][a-zA-Z0-9_:]*`: anything else becomes `_`, and a digit in front gets one before it.
  private static func cleaned(_ text: String, allowsColon: Bool) -> String {
    var name = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"):
        name.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        if name.isEmpty { name = "_" }
        name.unicodeScalars.append(Unicode.Scalar(byte))
      case UInt8(ascii: ":") where allowsColon: name += ":"
      default: name += "_"
      }
    }
    return name.isEmpty ? "_" : name
  }
}

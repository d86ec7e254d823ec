/// ANSI colours, when they are wanted.
struct TerminalStyle {
  /// Select Graphic Rendition parameters (ECMA-48 8.3.117).
  enum Tint: String {
    case bold = "1"
    case red = "1;31"
    case green = "1;32"
    case yellow = "33"
    case cyan = "36"
  }

  let isOn: Bool

  func callAsFunction(_ tint: Tint, _ text: String) -> String {
    isOn ? "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m" : text
  }
}

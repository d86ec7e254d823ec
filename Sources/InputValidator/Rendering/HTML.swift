import Domain

/// Text on its way into markup.
enum HTML {
  /// Safe as element content and inside quoted attributes; hidden characters are made visible first.
  static func text(_ text: String) -> String {
    Markup.escaped(VisibleText.of(text))
  }

  /// The same for sentences of ours: what they set in backticks becomes code.
  static func sentence(_ text: String) -> String {
    let parts = self.text(text).split(separator: "`", omittingEmptySubsequences: false)
    guard parts.count % 2 == 1 else { return self.text(text) }  // a backtick of the delivery's, without its pair
    return parts.enumerated().map { $0.offset % 2 == 1 ? "<code>\($0.element)</code>" : String($0.element) }.joined()
  }
}

/// The kinds of settings that there are several of.
extension ProviderSetting {
  typealias Field<Value> = WritableKeyPath<ProviderSettings, Value> & Sendable

  static let wholeNumber = "a whole number from 1"

  static func positive<Number: FixedWidthInteger>(_ text: String) -> Number? {
    Number(text).flatMap { $0 > 0 ? $0 : nil }
  }

  static func seconds(_ text: String, atMost limit: Int) -> Int? {
    guard let duration = DurationText.parse(text), duration.components.attoseconds == 0,
      duration.components.seconds <= limit
    else { return nil }
    return Int(duration.components.seconds)
  }

  /// `nil` for a setting that is taken back.
  static func parsed<Value>(
    _ key: String, _ text: String?, _ takes: String, _ parse: (String) -> Value?
  ) throws(SettingRefusal) -> Value? {
    guard let text else { return nil }
    guard let value = parse(text) else { throw SettingRefusal("'\(text)' is no value for \(key): it takes \(takes)") }
    return value
  }

  /// A setting that is `nil` while it is not set.
  static func value<Value: Sendable>(
    _ key: String, takes: String, byDefault: String, _ meaning: String, _ field: Field<Value?>,
    text: @escaping @Sendable (Value) -> String, parse: @escaping @Sendable (String) -> Value?
  ) -> ProviderSetting {
    ProviderSetting(key, takes: takes, byDefault: byDefault, meaning) { settings in
      settings[keyPath: field].map(text)
    } set: { settings, text throws(SettingRefusal) in
      settings[keyPath: field] = try parsed(key, text, takes, parse)
    }
  }

  /// One line of text.
  static func words(_ key: String, maxBytes: Int, _ meaning: String, _ field: Field<String?>) -> ProviderSetting {
    value(
      key, takes: "one line of at most \(maxBytes) bytes", byDefault: "none", meaning, field, text: { $0 },
      parse: { text in
        let isLine =
          !text.isEmpty && text.utf8.count <= maxBytes
          && text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
        return isLine ? text : nil
      })
  }

  static func percentage(_ key: String, _ meaning: String, _ field: Field<Int>) -> ProviderSetting {
    let takes = "a percentage from 0 to 100 with at most four decimals, such as 0.5%"
    return ProviderSetting(
      key, takes: takes, byDefault: Percentage.text(perMillion: ProviderSettings()[keyPath: field]), meaning
    ) { settings in
      let value = settings[keyPath: field]
      return value == ProviderSettings()[keyPath: field] ? nil : Percentage.text(perMillion: value)
    } set: { settings, text throws(SettingRefusal) in
      settings[keyPath: field] =
        try parsed(key, text, takes, Percentage.perMillion) ?? ProviderSettings()[keyPath: field]
    }
  }

  /// Values joined by commas, of which a document holds each once.
  static func list<Value: CodedAsText & Sendable & Hashable>(
    _ key: String, _ meaning: String, _ field: Field<[Value]>
  ) -> ProviderSetting {
    let takes = "\(Value.form), or several with commas between them, at most 20"
    return ProviderSetting(key, takes: takes, byDefault: "none", meaning) { settings in
      let values = settings[keyPath: field]
      return values.isEmpty ? nil : values.map(\.description).joined(separator: ",")
    } set: { settings, text throws(SettingRefusal) in
      settings[keyPath: field] =
        try parsed(key, text, takes) { (text: String) -> [Value]? in
          let parts = text.split(separator: ",", omittingEmptySubsequences: false)
          let values = parts.compactMap { Value(text: $0.trimmed) }
          return values.count == parts.count && values.count <= 20 && Set(values).count == values.count ? values : nil
        } ?? []
    }
  }

  /// A setting of the rhythm, which there must be before it can be set.
  static func ofRhythm(
    _ key: String, takes: String, byDefault: String, _ meaning: String,
    _ field: WritableKeyPath<DeliveryRhythm, Int> & Sendable, unset: Int, text: @escaping @Sendable (Int) -> String,
    parse: @escaping @Sendable (String) -> Int?
  ) -> ProviderSetting {
    ProviderSetting(key, takes: takes, byDefault: byDefault, meaning) { settings in
      settings.rhythm.flatMap { $0[keyPath: field] == unset ? nil : text($0[keyPath: field]) }
    } set: { settings, text throws(SettingRefusal) in
      let value = try parsed(key, text, takes, parse)
      guard settings.rhythm != nil else {
        if value == nil { return }
        throw SettingRefusal("\(key) says when deliveries of a rhythm are expected: set rhythm=monthly too")
      }
      settings.rhythm?[keyPath: field] = value ?? unset
    }
  }
}

extension Substring {
  /// Without the spaces around it.
  fileprivate var trimmed: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

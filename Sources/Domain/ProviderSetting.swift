/// One setting of a provider as a person reads and sets it: `settle=30m`.
package struct ProviderSetting: Sendable {
  package let key: String
  /// The form of its values, for the error that refuses another and for the documentation.
  package let takes: String
  /// What holds while it is not set.
  package let byDefault: String
  package let meaning: String
  /// The value that was set, as `set` takes it; `nil` while it is not set.
  package let text: @Sendable (ProviderSettings) -> String?
  /// `nil` takes the setting back. Throws for a value of another form.
  let set: @Sendable (inout ProviderSettings, String?) throws(SettingRefusal) -> Void

  init(
    _ key: String, takes: String, byDefault: String, _ meaning: String,
    text: @escaping @Sendable (ProviderSettings) -> String?,
    set: @escaping @Sendable (inout ProviderSettings, String?) throws(SettingRefusal) -> Void
  ) {
    self.key = key
    self.takes = takes
    self.byDefault = byDefault
    self.meaning = meaning
    self.text = text
    self.set = set
  }

  /// The setting of this name, or the nearest one in a refusal.
  package static func named(_ key: String) throws(SettingRefusal) -> ProviderSetting {
    if let setting = all.first(where: { $0.key == key }) { return setting }
    let nearest = NearestName.to(key, among: all.map(\.key)).map { "; did you mean \($0)?" } ?? "."
    throw SettingRefusal("there is no setting \(key)\(nearest) docs/configuration.md has them all")
  }
}

/// Why a change of settings was refused: what a person has to write instead.
package struct SettingRefusal: Error, Sendable, Equatable, CustomStringConvertible {
  package let description: String
  init(_ description: String) { self.description = description }
}

extension ProviderSettings {
  /// One change that a person asks for; `nil` takes the setting back.
  package typealias Change = (key: String, value: String?)

  /// The settings after all of the changes, in whatever order they come; after a refusal none is made.
  ///
  /// A rhythm whose days change is counted from `now`.
  package func changed(by changes: [Change], at now: Timestamp) throws(SettingRefusal) -> ProviderSettings {
    var settings = self
    var values: [String: String?] = [:]
    for change in changes {
      _ = try ProviderSetting.named(change.key)
      guard values.updateValue(change.value, forKey: change.key) == nil else {
        throw SettingRefusal("\(change.key) is given twice")
      }
    }
    // In the order of the list: a setting comes after what it needs.
    for setting in ProviderSetting.all {
      guard let value = values[setting.key] else { continue }
      try setting.set(&settings, value)
    }
    if settings.rhythm?.every != rhythm?.every || settings.rhythm?.day != rhythm?.day { settings.rhythm?.since = now }
    return settings
  }
}

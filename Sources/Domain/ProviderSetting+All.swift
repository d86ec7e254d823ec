extension ProviderSetting {
  /// Every setting, in the order in which they are shown and applied.
  package static let all: [ProviderSetting] =
    [title, description, access, settle, quarantined, minimumFilms] + archive
    + [keep, deliveryDays, isAutomatic, emails, webhooks, kinds]
    + [rhythm, rhythmDay, rhythmGrace] + FindingCode.allCases.map(severity)

  private static let title = words(
    "title", maxBytes: 200, "What people call the provider.", \.title)

  private static let description = words(
    "description", maxBytes: 2000, "Whose data it is, for whoever looks after it.", \.description)

  private static let access = value(
    "access", takes: "anonymous or authenticated", byDefault: ProviderAccess.anonymous.rawValue,
    "Who may read the data: everybody, or users and tokens with the scope `NAME:read`.", \.access, text: \.rawValue,
    parse: ProviderAccess.init)

  private static let settle = value(
    "settle", takes: "a duration of whole seconds up to 30 days, such as 90s, 15m or 2h",
    byDefault: "the installation's",
    "How long an upload must lie unchanged before it is taken.", \.settleSeconds,
    text: DurationText.text(seconds:), parse: { seconds($0, atMost: 30 * 86_400) })

  private static let quarantined = percentage(
    "tolerance.quarantined", "Quarantined records of a file beyond which the delivery is rejected.",
    \.tolerance.quarantinedPerMillion)

  private static let minimumFilms = percentage(
    "tolerance.minimumFilms", "Films, against the current edition's, below which the delivery is rejected.",
    \.tolerance.minimumFilmsPerMillion)

  /// Named as the installation's own limits are.
  private static let archive = [
    value(
      "archive.maxEntries", takes: wholeNumber, byDefault: "the installation's",
      "Entries of a data.zip beyond which it is refused.", \.archive.maxEntries, text: { "\($0)" }, parse: positive),
    value(
      "archive.maxRatio", takes: wholeNumber, byDefault: "the installation's",
      "How many times its packed size an entry may have unpacked …", \.archive.maxRatio, text: { "\($0)" },
      parse: positive),
    value(
      "archive.ratioFreeBytes", takes: wholeNumber, byDefault: "the installation's",
      "… beyond its first so many bytes.", \.archive.ratioFreeBytes, text: { "\($0)" }, parse: positive),
    value(
      "archive.maxUnpackedBytes", takes: wholeNumber, byDefault: "the installation's",
      "All entries together, unpacked.", \.archive.maxUnpackedBytes, text: { "\($0)" }, parse: positive),
  ]

  private static let keep = ProviderSetting(
    "retention.keep", takes: wholeNumber, byDefault: "\(ProviderSettings().retention.keep)",
    "Editions, deliveries and versions of kept objects that `prune` leaves."
  ) { settings in
    settings.retention.keep == ProviderSettings().retention.keep ? nil : "\(settings.retention.keep)"
  } set: { settings, text throws(SettingRefusal) in
    settings.retention.keep =
      try parsed("retention.keep", text, wholeNumber, positive) ?? ProviderSettings().retention.keep
  }

  private static let deliveryDays = value(
    "retention.deliveryDays", takes: wholeNumber, byDefault: "none: the newest `retention.keep` are kept",
    "Days for which deliveries are kept, however many they are.", \.retention.deliveryDays, text: { "\($0)" },
    parse: positive)

  private static let isAutomatic = ProviderSetting(
    "retention.automatic", takes: "yes or no", byDefault: "no",
    "Whether each publication is followed by a prune."
  ) { settings in
    settings.retention.isAutomatic ? "yes" : nil
  } set: { settings, text throws(SettingRefusal) in
    settings.retention.isAutomatic =
      try parsed("retention.automatic", text, "yes or no") { ["yes": true, "no": false][$0] } ?? false
  }

  private static let emails = list(
    "contacts.emails", "Whom sinks that mail send the provider's messages to.", \.contacts.emails)

  private static let webhooks = list(
    "contacts.webhooks", "Where sinks that post send the provider's messages to.", \.contacts.webhooks)

  private static let kinds = value(
    "contacts.kinds", takes: NotificationKind.form, byDefault: "the installation's",
    "What the contacts and the provider's topic are told.", \.contacts.kinds,
    text: { $0.map(\.rawValue).joined(separator: ",") }, parse: NotificationKind.list)

  /// The rhythm's own settings come after it, since they are kept in it.
  private static let rhythm = ProviderSetting(
    "rhythm", takes: "monthly", byDefault: "none: deliveries come whenever they come",
    "How often a delivery is expected. One that does not come is told as overdue."
  ) { settings in
    settings.rhythm?.every.rawValue
  } set: { settings, text throws(SettingRefusal) in
    let every = try parsed("rhythm", text, "monthly", DeliveryRhythm.Period.init(rawValue:))
    settings.rhythm = every.map { every in
      var rhythm = settings.rhythm ?? DeliveryRhythm(since: Timestamp(secondsSinceEpoch: 0))
      rhythm.every = every
      return rhythm
    }
  }

  private static let rhythmDay = ofRhythm(
    "rhythm.day", takes: "a day of the month, 1 to 31; a shorter month's last day is meant",
    byDefault: "\(DeliveryRhythm.lastDay), the month's last day",
    "The day by whose end, in UTC, the delivery is expected.", \.day, unset: DeliveryRhythm.lastDay,
    text: { "\($0)" }, parse: { Int($0).flatMap { (1...DeliveryRhythm.lastDay).contains($0) ? $0 : nil } })

  private static let rhythmGrace = ofRhythm(
    "rhythm.grace", takes: "a duration up to 14 days, such as 12h or 2d",
    byDefault: DurationText.text(seconds: DeliveryRhythm.defaultGraceSeconds),
    "How much later it may come before it is overdue.", \.graceSeconds, unset: DeliveryRhythm.defaultGraceSeconds,
    text: DurationText.text(seconds:), parse: { seconds($0, atMost: DeliveryRhythm.maxGraceSeconds) })

  private static func severity(_ code: FindingCode) -> ProviderSetting {
    let key = "severity.\(code.rawValue)"
    let takes =
      code.isAlwaysError ? "error alone: nothing right can be made of such a delivery" : "error, warning or info"
    return ProviderSetting(
      key, takes: takes, byDefault: code.entry.severity.rawValue, "What a finding of this code does to the delivery."
    ) { settings in
      settings.severities[code.rawValue]?.rawValue
    } set: { settings, text throws(SettingRefusal) in
      settings.severities[code.rawValue] = try parsed(key, text, takes) { text in
        Severity(rawValue: text).flatMap { $0 == .error || !code.isAlwaysError ? $0 : nil }
      }
    }
  }
}

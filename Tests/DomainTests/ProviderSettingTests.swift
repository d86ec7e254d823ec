import Domain
import Foundation
import Testing

@Suite("Settings of a provider")
struct ProviderSettingTests {
  static let now = Timestamp(secondsSinceEpoch: 1_800_000_000)
  static let later = Timestamp(secondsSinceEpoch: 1_900_000_000)

  private func set(_ changes: String..., on settings: ProviderSettings = ProviderSettings()) throws -> ProviderSettings
  {
    try settings.changed(
      by: changes.map { text in
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return (parts[0], parts.count == 2 ? parts[1] : nil)
      }, at: Self.now)
  }

  private func refusal(_ changes: String...) -> String? {
    do {
      _ = try changes.reduce(ProviderSettings()) { try set($1, on: $0) }
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test(
    "each is set, shown as it was set, and taken back",
    arguments: [
      ("title", "Acme Films, Ltd. = ü"), ("description", "Whose data it is"), ("settle", "30m"), ("settle", "0s"),
      ("tolerance.quarantined", "0.5%"), ("tolerance.quarantined", "0%"), ("tolerance.minimumFilms", "99.9999%"),
      ("archive.maxEntries", "10"), ("archive.maxRatio", "1000"), ("archive.ratioFreeBytes", "1"),
      ("archive.maxUnpackedBytes", "9223372036854775807"), ("retention.keep", "3"),
      ("contacts.emails", "a.b+c@films.example"), ("contacts.emails", "a@b.example,c@d.example"),
      ("contacts.kinds", "rejected"), ("contacts.kinds", "published,rejected"),
      ("contacts.webhooks", "https://hooks.example:8443/T0/B0?x=1,http://127.0.0.1:9000/"),
      ("severity.name-differs", "error"), ("severity.suspicious-shrink", "warning"), ("severity.not-a-zip", "error"),
    ])
  func roundTrip(_ key: String, _ value: String) throws {
    let setting = try ProviderSetting.named(key)
    let settings = try set("\(key)=\(value)")
    #expect(setting.text(settings) == value)
    #expect(settings != ProviderSettings())
    #expect(try set(key, on: settings) == ProviderSettings())
    #expect(setting.text(ProviderSettings()) == nil)
    // Nothing else is touched.
    #expect(ProviderSetting.all.filter { $0.text(settings) != nil }.map(\.key) == [key])
  }

  @Test(
    "what is no value is refused with what it takes",
    arguments: [
      ("settle", "soon", "a duration"), ("settle", "1500ms", "whole seconds"), ("settle", "31d", "up to 30 days"),
      ("tolerance.quarantined", "101%", "from 0 to 100"), ("tolerance.quarantined", "0.00001", "four decimals"),
      ("tolerance.quarantined", "-1", "a percentage"), ("tolerance.minimumFilms", "1.", "a percentage"),
      ("archive.maxEntries", "0", "from 1"), ("archive.maxUnpackedBytes", "9223372036854775808", "a whole number"),
      ("retention.keep", "0", "from 1"), ("title", "two\nlines", "one line"), ("title", "", "one line"),
      ("contacts.emails", "acme", "an e-mail address"), ("contacts.emails", "a@b.example,", "several with commas"),
      ("contacts.emails", "a@b.example,a@b.example", "an e-mail address"),
      ("contacts.emails", "a@b.example\r\nBcc: x@y.example", "an e-mail address"),
      ("contacts.kinds", "rejected,rejected", "of received, settling"),
      ("contacts.kinds", "test", "of received, settling"),
      ("contacts.webhooks", "http://hooks.example/", "http:// only for localhost"),
      ("contacts.webhooks", "https://user:secret@hooks.example/", "no user or password"),
      ("severity.name-differs", "fatal", "error, warning or info"), ("severity.not-a-zip", "warning", "error alone"),
      ("rhythm", "weekly", "monthly"),
    ])
  func badValues(_ key: String, _ value: String, _ says: String) {
    let refusal = refusal("\(key)=\(value)")
    #expect(refusal?.contains("is no value for \(key): it takes ") == true, "\(refusal ?? "taken")")
    #expect(refusal?.contains(says) == true, "\(refusal ?? "taken")")
  }

  @Test(
    "an unknown key is refused with the nearest one",
    arguments: [
      ("setle=1m", "did you mean settle?"), ("tolerance.quarantine=1", "did you mean tolerance.quarantined?"),
      ("severity.invalid-ratting=error", "did you mean severity.invalid-rating?"),
      ("contacts.email=a@b.example", "did you mean contacts.emails?"), ("nonsense=1", "there is no setting nonsense."),
    ])
  func unknownKeys(_ change: String, _ says: String) {
    #expect(refusal(change)?.contains(says) == true)
  }

  @Test("all changes of one call are made, or none, in whatever order they come")
  func together() throws {
    let settings = try set("rhythm.grace=12h", "rhythm.day=5", "rhythm=monthly")
    #expect(settings.rhythm == DeliveryRhythm(day: 5, graceSeconds: 43_200, since: Self.now))
    #expect(throws: SettingRefusal.self) { try set("settle=1m", "settle=2m") }
    #expect(throws: SettingRefusal.self) { try set("settle=1m", "retention.keep=no") }
  }

  @Test("a rhythm's own settings need a rhythm, and go with it")
  func rhythm() throws {
    #expect(refusal("rhythm.day=5")?.contains("set rhythm=monthly too") == true)
    #expect(refusal("rhythm=monthly", "rhythm.day=32")?.contains("1 to 31") == true)
    #expect(refusal("rhythm=monthly", "rhythm.day=0") != nil)
    #expect(refusal("rhythm=monthly", "rhythm.grace=15d")?.contains("14 days") == true)
    let settings = try set("rhythm=monthly", "rhythm.day=5")
    #expect(try ProviderSetting.named("rhythm.day").text(settings) == "5")
    #expect(try set("rhythm.day", on: settings).rhythm?.day == 31)
    #expect(try set("rhythm", on: settings).rhythm == nil)
    #expect(try set("rhythm", "rhythm.day", on: settings).rhythm == nil)
  }

  @Test("a rhythm whose days change is counted from then; anything else leaves its beginning")
  func since() throws {
    let settings = try set("rhythm=monthly", "rhythm.day=5")
    let moved = try settings.changed(by: [("rhythm.day", "6")], at: Self.later)
    #expect(moved.rhythm?.since == Self.later)
    for change in [("rhythm.grace", "2d"), ("settle", "1m"), ("rhythm.day", "5"), ("rhythm", "monthly")] {
      #expect(try settings.changed(by: [change], at: Self.later).rhythm?.since == Self.now)
    }
  }

  @Test("settings that came later have their defaults in an older document")
  func olderDocuments() throws {
    let old = #"{"severities": {"invalid-id": "error"}, "tolerance": {"quarantinedPerMillion": 5}}"#
    let settings = try JSONDocument.decode(over: ProviderSettings(), from: Data(old.utf8), what: "it")
    #expect(settings.severities == ["invalid-id": .error])
    #expect(settings.tolerance.quarantinedPerMillion == 5)
    #expect(settings.tolerance.minimumFilmsPerMillion == 500_000)
    #expect(settings.retention == ProviderSettings().retention && settings.contacts == Contacts())
    #expect(throws: BoxOfficeError.self) {
      try JSONDocument.decode(over: ProviderSettings(), from: Data(#"{"retention": 5}"#.utf8), what: "it")
    }
  }

  @Test("every setting comes back from its document", arguments: ProviderSetting.all.map(\.key).prefix(15))
  func documents(_ key: String) throws {
    var settings = try set("rhythm=monthly", "rhythm.day=3", "contacts.emails=a@b.example", "settle=1m", "title=T")
    settings.archive.maxRatio = 7
    let data = try JSONDocument.encode(settings)
    let again = try JSONDocument.decode(over: ProviderSettings(), from: data, what: "it")
    let setting = try ProviderSetting.named(key)
    #expect(setting.text(again) == setting.text(settings))
  }

  @Test(
    "addresses that would break a mail or arrive nowhere are none",
    arguments: [
      "", "@", "a@", "@b.example", "a@b", "a b@c.example", "a@b@c.example", ".a@b.example", "a.@b.example",
      "a..b@c.example", "a@-b.example", "a@b-.example", "a@b..example", "a@b.example.", "ä@b.example", "<a@b.example>",
      "\"a\"@b.example", String(repeating: "a", count: 65) + "@b.example",
    ])
  func notEmails(_ text: String) { #expect(EmailAddress(text: text) == nil) }

  @Test(
    "what is no URL of a webhook",
    arguments: [
      "", "https://", "https:///x", "ftp://a.example", "https://a.example/ x", "https://a.example:0/",
      "https://a.example:65536/", "https://a.example:/", "https://a.example/#x", "http://localhost.evil.example/",
      "http://127.0.0.1@evil.example/", "https://a_b.example/", "HTTPS//a.example", "https://a.example\\@b.example/",
    ])
  func notWebhooks(_ text: String) { #expect(WebhookURL(text: text) == nil) }
}

import Domain

extension Messages {
  /// An operator wants to see whether messages arrive.
  package static func test(of provider: ProviderID, at now: Timestamp) -> Notification {
    Notification(
      key: "\(now.compact)-test", kind: .test, provider: provider, createdAt: now,
      subject: "A test: messages about \(provider) arrive here",
      body: """
        This is a **test** that an operator asked for. Nothing has happened to any data, and there is nothing you need to do.

        - Sent: \(now.readable)
        - About: `\(provider)`

        """)
  }
}

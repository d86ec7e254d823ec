import Domain
import Fixtures
import Foundation
import LocalPlatform
import Testing

@testable import Notifications

@Suite("The file sink")
struct FileSinkTests {
  let folder: TemporaryFolder
  let sink: FileSink

  init() throws {
    folder = try TemporaryFolder()
    sink = FileSink(folder: folder.path)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder("acme/notifications")).sorted()
  }

  @Test("writes one Markdown file with the key in front")
  func file() async throws {
    try await sink.deliver(message(1, kind: .rejected))
    let name = try #require(try files().first)
    #expect(try files().count == 1)
    #expect(name.wholeMatch(of: /20261122T134510120Z-rejected-[0-9a-f]{12}\.md/) != nil)
    let text = String(
      decoding: FileManager.default.contents(atPath: folder("acme/notifications/\(name)"))!, as: UTF8.self)
    #expect(
      text == """
        ---
        key: 20261122T134510120Z-message-1
        kind: rejected
        provider: acme
        createdAt: 2026-11-22T13:45:10.120Z
        ---

        # Message 1

        Text 1.

        """)
  }

  @Test("makes one file of a message that is delivered again, even with other words")
  func again() async throws {
    try await sink.deliver(message(1))
    let before = try files()
    try await sink.deliver(message(1))
    try await sink.deliver(
      Notification(
        key: message(1).key, kind: .failed, provider: acme, createdAt: moment(50), subject: "Other", body: "Other"))
    try await FileSink(folder: folder.path).deliver(message(1))
    #expect(try files() == before)
    try await sink.deliver(message(2))
    #expect(try files().count == 2)
  }

  @Test("replaces what a crash left of the file")
  func crash() async throws {
    try await sink.deliver(message(1))
    let name = try #require(try files().first)
    try FileManager.default.moveItem(
      atPath: folder("acme/notifications/\(name)"), toPath: folder("acme/notifications/.\(name).tmp"))
    try await sink.deliver(message(1))
    #expect(try files() == [name])
  }

  @Test("does not write through a link that the provider put there")
  func link() async throws {
    try FileManager.default.createDirectory(atPath: folder("acme"), withIntermediateDirectories: true)
    try FileManager.default.createDirectory(atPath: folder("elsewhere"), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(
      atPath: folder("acme/notifications"), withDestinationPath: folder("elsewhere"))
    do {
      try await sink.deliver(message(1))
      Issue.record("the message was written somewhere")
    } catch let error as BoxOfficeError {
      #expect(error.code == "notification-not-written")
      #expect(error.message.contains(folder("acme/notifications")))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder("elsewhere")) == [])
  }
}

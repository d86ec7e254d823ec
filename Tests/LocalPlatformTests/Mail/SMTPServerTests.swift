import Domain
import Fixtures
import Foundation
import Glibc
import Testing

@testable import LocalPlatform

@Suite("What is said to and by mail servers", .ownThreads)
struct SMTPServerTests {
  @Test(
    "an address of a mail server says host, port, user and how it is encrypted",
    arguments: [
      ("smtp://hub@mail.films.example", "mail.films.example:587", "hub", SMTPServer.Security.startTLS),
      ("smtp://mail.films.example", "mail.films.example:25", nil, .startTLS),
      ("smtp://a%40b.example@mail.films.example:2525?ca=/x.pem", "mail.films.example:2525", "a@b.example", .startTLS),
      ("smtps://hub@mail.films.example", "mail.films.example:465", "hub", .tls),
      ("smtp://localhost?tls=off", "localhost:25", nil, .none),
    ] as [(String, String, String?, SMTPServer.Security)])
  func address(text: String, place: String, user: String?, security: SMTPServer.Security) throws {
    let server = try #require(SMTPServer(text))
    #expect(server.description == place && server.user == user && server.security == security)
  }

  @Test(
    "what is none is refused: a password in it, a user in the clear, an option that nobody knows",
    arguments: [
      "mail.films.example", "http://mail.films.example", "smtp://", "smtp://hub:secret@mail.films.example",
      "smtp://hub@mail.films.example?tls=off", "smtps://mail.films.example?tls=off", "smtp://mail.films.example?tls=on",
      "smtp://mail.films.example?verify=no", "smtp://mail.films.example/path", "smtp://hub%0Ax@mail.films.example",
    ])
  func refused(_ text: String) { #expect(SMTPServer(text) == nil) }

  @Test("a reply is shown on one line, cut, and only if it is one")
  func replies() throws {
    let reply = try #require(SMTPReply(["550-5.1.1 no\u{7}", "550 such user"]))
    #expect(reply.code == 550 && reply.summary == "550 5.1.1 no  such user")
    #expect(SMTPReply(["250 " + String(repeating: "x", count: 1000)])?.summary.count == 304)
    for wrong in [[], ["HTTP/1.1 400"], ["999 x"], ["25"]] { #expect(SMTPReply(wrong) == nil) }
  }

  @Test(
    "a server that does not speak as it should is given up, with what it did",
    arguments: [
      (["554 go away\r\n"], "answers a connection with 554 go away"),
      (
        ["220 mail\r\n", "250-mail\r\n250 STARTTLS\r\n", "220 go\r\n250 injected\r\n"],
        "does not speak SMTP as it should"
      ),
      (
        ["220 mail\r\n", "250-mail\r\n250 STARTTLS\r\n", "454 not now\r\n"],
        "STARTTLS with 454 not now; it may do so later"
      ),
      (["220 mail\r\n", "250-mail\r\n250 STARTTLS\r\n", ""], "cannot be spoken to"),
    ] as [(replies: [String], says: String)])
  func faulty(replies: [String], says: String) async throws {
    let server = try ScriptedServer(replies)
    let client = SMTPClient(try #require(SMTPServer("smtp://127.0.0.1:\(server.port)")), password: nil)
    let error = await #expect(throws: BoxOfficeError.self) { try await client.check() }
    #expect("\(error!)".contains(says), "\(error!)")
  }

  @Test("waiting for a server that says nothing ends with the task")
  func cancelled() async throws {
    let server = try ScriptedServer(["220 mail\r\n"])
    let client = SMTPClient(try #require(SMTPServer("smtp://127.0.0.1:\(server.port)")), password: nil)
    let task = Task { try await client.check() }
    await server.hasHeard()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}

/// Says one line after the other, each when it has heard something; an empty one closes.
private final class ScriptedServer: Sendable {
  let port: UInt16
  private let listener: Int32
  private let heard: AsyncStream<Void>

  init(_ replies: [String]) throws {
    let (socket, port) = try Loopback.listen()
    (listener, self.port) = (socket, port)
    let (heard, told) = AsyncStream.makeStream(of: Void.self)
    self.heard = heard
    Thread.detachNewThread {
      let client = accept(socket, nil, nil)
      guard client >= 0 else { return }
      defer { close(client) }
      var piece = [UInt8](repeating: 0, count: 1024)
      for reply in replies {
        guard !reply.isEmpty, Array(reply.utf8).withUnsafeBytes({ Loopback.send($0, to: client) }),
          recv(client, &piece, piece.count, 0) > 0
        else { return }
        told.yield()
      }
      while recv(client, &piece, piece.count, 0) > 0 {}
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
  }

  func hasHeard() async { for await _ in heard { return } }
}

import Fixtures
import Foundation
import Glibc
import Testing

@testable import LocalPlatform

@Suite("A read lease", .enabled(if: Leases.work, "no file leases here"))
struct ReadLeaseTests {
  @Test("is refused while somebody writes, and granted afterwards")
  func refused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data("zip".utf8), to: "file")
    let file = try Descriptor.open(path, O_RDONLY)
    let writer = open(path, O_WRONLY)
    guard case .refused = ReadLease.attempt(on: file) else {
      Issue.record("a lease was granted beside a writer")
      return
    }
    close(writer)
    guard case .granted(let lease) = ReadLease.attempt(on: file) else {
      Issue.record("no lease was granted without a writer")
      return
    }
    #expect(lease.isUnbroken)
    lease.giveBack()
  }

  @Test("knows of a writer that came, lets it wait, and does not end the process", .timeLimit(.minutes(1)))
  func broken() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data("zip".utf8), to: "file")
    let file = try Descriptor.open(path, O_RDONLY)
    guard case .granted(let lease) = ReadLease.attempt(on: file) else {
      Issue.record("no lease was granted without a writer")
      return
    }
    let opened = Flag()
    Thread.detachNewThread {
      close(open(path, O_WRONLY))
      opened.raise()
    }
    while lease.isUnbroken { sched_yield() }
    #expect(!opened.isRaised)
    lease.giveBack()
    while !opened.isRaised { sched_yield() }
  }
}

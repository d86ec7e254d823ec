import DataArchive
import Synchronization
import Testing

@Suite("Two pieces of work side by side")
struct SideBySideTests {
  @Test("run at the same time, each can wait for the other")
  func atOnce() throws {
    let stage = Atomic(0)
    func wait(for value: Int) { while stage.load(ordering: .acquiring) < value {} }

    let (beside, here) = try SideBySide.run {
      wait(for: 1)
      stage.store(2, ordering: .releasing)
      return "beside"
    } _: {
      stage.store(1, ordering: .releasing)
      wait(for: 2)
      return 42
    }

    #expect(try beside.get() == "beside")
    #expect(try here.get() == 42)
  }

  @Test("end both, whichever fails, and tell each failure apart")
  func failures() throws {
    struct Beside: Error {}
    struct Here: Error {}

    let (beside, here) = try SideBySide.run {
      throw Beside()
    } _: {
      throw Here()
    }

    #expect(throws: Beside.self) { try beside.get() }
    #expect(throws: Here.self) { try here.get() }
  }
}

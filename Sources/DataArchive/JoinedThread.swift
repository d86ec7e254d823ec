import Domain
import Foundation

/// A thread that must be joined. Foundation's `Thread` can neither be joined nor say that it did not start.
struct JoinedThread {
  private final class Work {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }

  #if canImport(Darwin)
    private typealias Argument = UnsafeMutableRawPointer
    private var thread: pthread_t?
  #else
    private typealias Argument = UnsafeMutableRawPointer?
    private var thread = pthread_t()
  #endif

  init(_ run: @escaping @Sendable () -> Void) throws(BoxOfficeError) {
    let work = Unmanaged.passRetained(Work(run))
    let start: @convention(c) (Argument) -> UnsafeMutableRawPointer? = { argument in
      let pointer: UnsafeMutableRawPointer? = argument
      Unmanaged<Work>.fromOpaque(pointer!).takeRetainedValue().run()
      return nil
    }
    let status = pthread_create(&thread, nil, start, work.toOpaque())
    guard status == 0 else {
      work.release()
      throw BoxOfficeError(
        code: "thread-failed",
        message: "no thread could be started: \(String(cString: strerror(status))); "
          + "raise the limit of threads or stop other programs")
    }
  }

  func join() {
    #if canImport(Darwin)
      guard let thread else { return }
    #endif
    pthread_join(thread, nil)
  }
}

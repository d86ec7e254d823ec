import Domain
import Foundation
import Glibc
import Logging

/// Hints from inotify: one thread waits for events in the watchfolder and in every provider's folder.
final class FolderChanges {
  /// In a provider's folder: whatever can change `data.zip`, or what is known of it.
  private static let uploadEvents =
    IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_MODIFY | IN_ATTRIB | IN_DELETE | IN_CREATE
  /// In the watchfolder itself: providers' folders that come and go.
  private static let folderEvents = IN_CREATE | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE | IN_ATTRIB
  /// An upload of a gigabyte makes tens of thousands of events; they are gathered for this long, in milliseconds.
  private static let gathering: Int32 = 50

  private let watchfolder: FolderWatchfolder
  private let logger: Logger
  private let emit: (ProviderID) -> Void
  private let notifier: Int32
  private let wakeUp: Int32
  private var rootWatch: Int32 = -1
  private var watches: [Int32: ProviderID] = [:]
  private var hasWarned = false

  private init(
    _ watchfolder: FolderWatchfolder, logger: Logger, notifier: Int32, wakeUp: Int32,
    emit: @escaping (ProviderID) -> Void
  ) {
    self.watchfolder = watchfolder
    self.logger = logger
    self.notifier = notifier
    self.wakeUp = wakeUp
    self.emit = emit
  }

  /// Starts with a hint for every provider, and goes on until the stream is let go of. Where the system has no watches
  /// left it stays silent: the periodic scan is the safety net.
  static func stream(of watchfolder: FolderWatchfolder, logger: Logger) -> AsyncStream<ProviderID> {
    // Hints may be lost; a thousand that nobody has read say no more than the newest of them.
    AsyncStream(bufferingPolicy: .bufferingNewest(1024)) { continuation in
      var pipe: [Int32] = [-1, -1]
      let notifier = inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
      guard notifier >= 0, Glibc.pipe(&pipe) == 0 else {
        logger.warning(
          "Folder changes cannot be watched; uploads are found by the periodic scan",
          metadata: ["error.message": "\(String(cString: strerror(errno)))", "folder.path": "\(watchfolder.folder)"])
        if notifier >= 0 { close(notifier) }
        return
      }
      let (reading, writing) = (pipe[0], pipe[1])
      for end in pipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
      continuation.onTermination = { _ in close(writing) }  // which the thread sees as the end of the pipe
      let thread = Thread {
        FolderChanges(watchfolder, logger: logger, notifier: notifier, wakeUp: reading) { continuation.yield($0) }.run()
        close(notifier)
        close(reading)
      }
      thread.name = "watchfolder"
      thread.start()
    }
  }

  private func run() {
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
    defer { buffer.deallocate() }
    var changed = rescan()
    while true {
      for provider in changed.sorted() { emit(provider) }
      changed.removeAll()
      guard wait(for: notifier, milliseconds: -1), wait(for: -1, milliseconds: Self.gathering) else { return }
      while true {
        let count = read(notifier, buffer.baseAddress, buffer.count)
        guard count > 0 else { break }
        handle(UnsafeRawBufferPointer(rebasing: buffer.prefix(count)), &changed)
      }
    }
  }

  /// Waits until `descriptor` can be read (-1: for the time only); `false` when the stream was let go of.
  private func wait(for descriptor: Int32, milliseconds: Int32) -> Bool {
    var waiting = [
      pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0), pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    while poll(&waiting, 2, milliseconds) < 0, errno == EINTR {}
    return waiting[0].revents == 0
  }

  /// Watches every folder that there is, and says whose they are.
  private func rescan() -> Set<ProviderID> {
    rootWatch = watch(watchfolder.folder, Self.folderEvents)
    do {
      let providers = try watchfolder.providers()
      for provider in providers { watch(provider) }
      return Set(providers)
    } catch {
      warn("\(error)")
      return []
    }
  }

  private func watch(_ provider: ProviderID) {
    let number = watch(watchfolder.folder + "/" + provider.name, Self.uploadEvents)
    if number >= 0 { watches[number] = provider }
  }

  private func watch(_ path: String, _ events: Int32) -> Int32 {
    let number = inotify_add_watch(notifier, path, UInt32(events | IN_ONLYDIR))
    // What is no folder, or is gone again, is none of ours.
    if number < 0, errno != ENOTDIR, errno != ENOENT { warn("\(path): \(String(cString: strerror(errno)))") }
    return number
  }

  private func warn(_ message: String) {
    if hasWarned { return }
    hasWarned = true
    logger.warning(
      "Some folder changes cannot be watched; uploads there are found by the periodic scan",
      metadata: ["error.message": "\(message)", "folder.path": "\(watchfolder.folder)"])
  }

  private func handle(_ events: UnsafeRawBufferPointer, _ changed: inout Set<ProviderID>) {
    let headBytes = MemoryLayout<inotify_event>.size
    var offset = 0
    while offset + headBytes <= events.count {
      let head = events.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
      let name = events[(offset + headBytes)..<(offset + headBytes + Int(head.len))].prefix { $0 != 0 }
      handle(Int32(bitPattern: head.mask), head.wd, String(decoding: name, as: UTF8.self), &changed)
      offset += headBytes + Int(head.len)
    }
  }

  private func handle(_ mask: Int32, _ number: Int32, _ name: String, _ changed: inout Set<ProviderID>) {
    if mask & IN_Q_OVERFLOW != 0 {
      changed.formUnion(rescan())
    } else if number == rootWatch {
      guard let provider = ProviderID(name) else { return }
      if mask & (IN_MOVED_FROM | IN_DELETE) != 0 { unwatch(provider) }
      // An upload may have come into the folder before its watch: the hint is given in any case.
      watch(provider)
      changed.insert(provider)
    } else if mask & IN_IGNORED != 0 {
      watches[number] = nil
    } else if name == FolderWatchfolder.uploadName, let provider = watches[number] {
      changed.insert(provider)
    }
  }

  private func unwatch(_ provider: ProviderID) {
    for (number, watched) in watches where watched == provider {
      inotify_rm_watch(notifier, number)
      watches[number] = nil
    }
  }
}

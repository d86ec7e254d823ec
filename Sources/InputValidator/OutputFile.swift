import Domain
import Foundation

/// A new file, written from its beginning through a buffer.
final class OutputFile {
  private static let bufferBytes = 1 << 18

  let path: String
  /// Bytes handed over so far.
  private(set) var byteCount: Int64 = 0
  private let handle: FileHandle
  private var buffer = Data()

  /// Replaces a file that is there already: a validation that is run again ends in the same state.
  init(path: String) throws {
    self.path = path
    do {
      try Data().write(to: URL(fileURLWithPath: path))
      handle = try FileHandle(forWritingTo: URL(fileURLWithPath: path))
    } catch {
      throw Self.failure(path, error)
    }
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    buffer.append(contentsOf: bytes)
    byteCount += Int64(bytes.count)
    if buffer.count >= Self.bufferBytes { try flush() }
  }

  func write(_ text: StaticString) throws {
    try write(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  func close() throws {
    try flush()
    do { try handle.close() } catch { throw Self.failure(path, error) }
  }

  private func flush() throws {
    do { try handle.write(contentsOf: buffer) } catch { throw Self.failure(path, error) }
    buffer.removeAll(keepingCapacity: true)
  }

  private static func failure(_ path: String, _ cause: any Error) -> BoxOfficeError {
    BoxOfficeError(
      code: "output-failed", message: "\(path) cannot be written; check the folder's permissions and the free space",
      cause: cause)
  }
}

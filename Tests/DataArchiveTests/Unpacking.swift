import DataArchive
import Domain
import Foundation

/// Opens the bytes as an archive. Its file has no name any more.
func archive(_ zip: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws -> ZipArchive {
  let path = NSTemporaryDirectory() + "boxoffice-" + UUID().uuidString + ".zip"
  try Data(zip).write(to: URL(fileURLWithPath: path))
  defer { unlink(path) }
  return try ZipArchive(path: path, limits: limits)
}

extension ZipArchive {
  /// The whole content of an entry.
  func content(of entry: ZipEntry) throws -> [UInt8] {
    var content: [UInt8] = []
    try read(entry) { content.append(contentsOf: $0) }
    return content
  }

  /// Names and contents of all entries.
  func contents() throws -> [String: [UInt8]] {
    var contents: [String: [UInt8]] = [:]
    for entry in entries { contents[entry.name] = try content(of: entry) }
    return contents
  }
}

/// Names and contents of a zip, or the finding it is refused with. Any other error is thrown.
func unpack(_ zip: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws -> Result<[String: [UInt8]], ArchiveRefusal>
{
  do {
    return .success(try archive(zip, limits: limits).contents())
  } catch let refusal as ArchiveRefusal {
    return .failure(refusal)
  }
}

/// The finding a zip is refused with, if it is.
func refusal(_ zip: [UInt8], limits: ArchiveLimits = ArchiveLimits()) throws -> Finding? {
  guard case .failure(let refusal) = try unpack(zip, limits: limits) else { return nil }
  return refusal.finding
}

/// Runs a program and returns its exit status; nil if it is not there.
func run(_ path: String, _ arguments: [String], in folder: String) throws -> Int32? {
  guard FileManager.default.isExecutableFile(atPath: path) else { return nil }
  let process = Process()
  process.executableURL = URL(fileURLWithPath: path)
  process.arguments = arguments
  process.currentDirectoryURL = URL(fileURLWithPath: folder)
  process.standardOutput = FileHandle.nullDevice
  process.standardError = FileHandle.nullDevice
  try process.run()
  process.waitUntilExit()
  return process.terminationStatus
}

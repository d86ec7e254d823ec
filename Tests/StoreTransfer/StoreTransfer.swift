import CloudPlatform
import Foundation
import Watchfolders

/// Puts a file into a store on S3, gets it back, and says how much memory that took at most.
///
///     StoreTransfer s3://bucket/prefix FILE FOLDER
///
/// Prints the path of the copy in FOLDER and the most kilobytes that were resident at once.
@main
enum StoreTransfer {
  static func main() async throws {
    let arguments = CommandLine.arguments
    let store = try await S3ObjectStore.open(arguments[1])
    let key = ObjectKey("large")!
    try await store.put(key, .takingFile(arguments[2]))
    print(try await store.localFile(key, version: nil, scratch: arguments[3]))
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let peak = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    print(peak?.split(separator: " ").dropFirst().first.map(String.init) ?? "unknown")
  }
}

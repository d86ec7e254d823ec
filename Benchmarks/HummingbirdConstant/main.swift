// hummingbird-constant PORT FILE: Hummingbird answering every request with the same bytes: the peer of the API benchmark.
import Foundation
import Hummingbird
import Logging

guard CommandLine.arguments.count == 3, let port = Int(CommandLine.arguments[1]) else {
  FileHandle.standardError.write(Data("usage: hummingbird-constant PORT FILE\n".utf8))
  exit(64)
}
let body = ByteBuffer(bytes: try Data(contentsOf: URL(fileURLWithPath: CommandLine.arguments[2])))
var logger = Logger(label: "constant")
logger.logLevel = .warning
let router = Router()
router.get("/") { _, _ in
  Response(status: .ok, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: body))
}
try await Application(
  router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)), logger: logger
).runService()

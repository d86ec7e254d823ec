import Foundation

/// Varnish with the configuration in `deploy/edge`, on loopback, in front of API processes of a test.
package final class VarnishServer: Sendable {
  private static let name = "varnishd"
  package static var isWanted: Bool { TestServerProgram.isWanted(name) }
  package static let missing: String = "Varnish is not installed: scripts/servers/varnish"

  /// What readers ask.
  package let port: UInt16
  /// What takes purges.
  package let purgePort: UInt16
  private let folder: String
  private let program: TestServerProgram

  /// Starts a server, and waits until it takes purges.
  ///
  /// - Parameters:
  ///   - backends: the ports of the API processes.
  ///   - firstByteTimeout: how long it waits for the head of an answer, as VCL writes it.
  ///   - access: instead of the `access.vcl` of `deploy/edge`.
  package init(backends: [UInt16], firstByteTimeout: String = "10s", access: String? = nil) async throws {
    guard let varnishd = TestServerProgram.path(of: Self.name) else { throw TestServerProgram.Failure(Self.missing) }
    folder = NSTemporaryDirectory() + "boxoffice-varnish-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let deployed = Documentation.root.appendingPathComponent("deploy/edge")
    let files = [
      "boxoffice.vcl": try String(contentsOf: deployed.appendingPathComponent("boxoffice.vcl"), encoding: .utf8),
      "access.vcl": try access ?? String(contentsOf: deployed.appendingPathComponent("access.vcl"), encoding: .utf8),
      "backends.vcl": Self.backends(backends, firstByteTimeout),
    ]
    for (name, text) in files { try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)")) }
    port = try Loopback.freePorts(2)
    purgePort = port + 1
    program = try TestServerProgram(
      "run",
      [
        folder, varnishd, "-F", "-j", "none", "-n", "\(folder)/state", "-T", "none",
        "-a", "readers=127.0.0.1:\(port)", "-a", "purge=127.0.0.1:\(purgePort)",
        "-f", "\(folder)/boxoffice.vcl", "-p", "vcl_path=\(folder)", "-s", "malloc,256m",
        "-p", "thread_pool_min=10", "-p", "http_max_hdr=64", "-p", "http_req_hdr_len=16k",
      ])
    try await untilReady()
  }

  package var endpoint: String { "http://127.0.0.1:\(port)" }
  package var purgeEndpoint: String { "http://127.0.0.1:\(purgePort)" }

  /// Kills it without warning: what it kept is gone.
  package func kill() throws { try program.command("kill") }

  package func start() async throws {
    try program.command("start")
    try await untilReady()
  }

  /// Up to a minute: it compiles its configuration first.
  private func untilReady() async throws {
    for _ in 0..<600 {
      if Loopback.isListening(purgePort), Loopback.isListening(port) { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
    throw TestServerProgram.Failure("Varnish does not come up: \(log.suffix(2000))")
  }

  /// As in `deploy/edge/backends.vcl`, for other ports.
  private static func backends(_ ports: [UInt16], _ firstByteTimeout: String) -> String {
    let backends = ports.map { port in
      """
      backend api\(port) {
        .host = "127.0.0.1";
        .port = "\(port)";
        .probe = health;
        .connect_timeout = 1s;
        .first_byte_timeout = \(firstByteTimeout);
        .between_bytes_timeout = \(firstByteTimeout);
      }
      """
    }
    return """
      probe health {
        .request = "HEAD /openapi.json HTTP/1.1" "Host: edge" "Connection: close";
        .interval = 500ms;
        .timeout = 2s;
        .window = 4;
        .threshold = 2;
        .initial = 2;
      }
      \(backends.joined(separator: "\n"))
      acl purgers { "127.0.0.1"; }
      sub vcl_init {
        new api = directors.shard();
        \(ports.map { "api.add_backend(api\($0));" }.joined(separator: "\n  "))
        api.reconfigure();
      }
      """
  }
}

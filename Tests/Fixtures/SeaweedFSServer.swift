import CloudPlatform
import Domain
import Foundation

/// SeaweedFS, a real S3 server, on loopback: versions, conditional writes, checksums, signatures and rights as on AWS.
package final class SeaweedFSServer: Sendable {
  /// What only administrators may do, all others are kept from.
  package static let administrator = (key: "admin", secret: "adminsecret")
  package static let stranger = (key: "strangerkey", secret: "strangersecret012345")
  package static let role = "arn:aws:iam::000000000000:role/Reader"
  /// May do nothing but assume `role`.
  package static let roleUser = (key: "rolekey", secret: "rolesecret0123456789")

  private static let name = "weed"
  package static var isWanted: Bool { TestServerProgram.isWanted(name) }
  package static let missing: String = "SeaweedFS is not installed: scripts/servers/seaweedfs"

  /// One for all tests of a process.
  package static let shared = Task { try await SeaweedFSServer() }

  package let port: UInt16
  package let domain = "s3.test"
  private let folder: String
  private let program: TestServerProgram

  /// Starts a server, and waits until it answers.
  package init() async throws {
    guard let weed = TestServerProgram.path(of: Self.name) else { throw TestServerProgram.Failure(Self.missing) }
    folder = NSTemporaryDirectory() + "boxoffice-seaweedfs-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder + "/data", withIntermediateDirectories: true)
    try Data(Self.identities.utf8).write(to: URL(fileURLWithPath: folder + "/s3.json"))
    try Data(Self.roles.utf8).write(to: URL(fileURLWithPath: folder + "/iam.json"))
    port = try Loopback.freePorts(10)
    program = try Self.run(weed, in: folder, port: port)
    try await untilReady()
  }

  package var endpoint: String { "http://127.0.0.1:\(port)" }

  /// A client whose objects lie under `prefix`, as the server's administrator unless somebody else is named. It is as
  /// patient as tests can be. `endpoint` may be a line to the server.
  package func client(
    prefix: String, endpoint: String? = nil, user: (key: String, secret: String) = administrator,
    retry: RetryPolicy = quick, transport: HTTPTransport = HTTPTransport(),
    now: @escaping @Sendable () -> Timestamp = Timestamp.now
  ) throws -> S3Client {
    let location = try S3Location(
      "s3://boxoffice/\(prefix)", environment: ["AWS_ENDPOINT_URL": endpoint ?? self.endpoint])
    let user = EnvironmentCredentials(
      environment: ["AWS_ACCESS_KEY_ID": user.key, "AWS_SECRET_ACCESS_KEY": user.secret])
    return S3Client(
      location: location, credentials: CredentialsChain([user]), transport: transport, retry: retry, now: now)
  }

  /// Many attempts in little time.
  package static var quick: RetryPolicy {
    var policy = RetryPolicy()
    (policy.firstBound, policy.largestBound) = (.milliseconds(5), .milliseconds(100))
    return policy
  }

  /// What a program needs in its environment to use the server as its administrator.
  package var environment: [String: String] {
    [
      "AWS_ENDPOINT_URL": endpoint, "AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": Self.administrator.key,
      "AWS_SECRET_ACCESS_KEY": Self.administrator.secret, "AWS_EC2_METADATA_DISABLED": "true", "HOME": folder,
    ]
  }

  /// Kills it without warning; what was answered before must be there after `start`.
  package func kill() throws { try program.command("kill") }

  package func start() async throws {
    try program.command("start")
    try await untilReady()
  }

  private static func run(_ weed: String, in folder: String, port: UInt16) throws -> TestServerProgram {
    let names = ["s3.port", "s3.port.grpc", "filer.port", "filer.port.grpc", "master.port", "master.port.grpc"]
    let more = ["volume.port", "volume.port.grpc", "admin.port", "admin.port.grpc"]
    let ports = zip(names + more, port...).map { "-\($0)=\($1)" }
    return try TestServerProgram(
      "run",
      [
        folder, weed, "mini", "-dir=\(folder)/data", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3.port.iceberg=0",
        "-s3.port.lance=0",
        "-webdav=false", "-admin.ui=false", "-master.telemetry=false", "-s3.autoCreateBucket=false",
        "-s3.domainName=s3.test", "-s3.localSocket=\(folder)/s3.sock", "-filer.localSocket=\(folder)/filer.sock",
        "-s3.config=\(folder)/s3.json", "-s3.iam.config=\(folder)/iam.json",
      ] + ports)
  }

  /// Up to a minute: on a busy machine it takes seconds.
  private func untilReady() async throws {
    let bucket = try S3Client("s3://boxoffice", environment: environment)
    var lastError = ""
    for _ in 0..<300 {
      if Loopback.isListening(port) {
        do { return try await bucket.setUpBucket() } catch { lastError = "\(error)" }
      }
      try await Task.sleep(for: .milliseconds(200))
    }
    let log = (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? ""
    throw TestServerProgram.Failure("SeaweedFS does not come up: \(lastError)\n\(log.suffix(2000))")
  }

  private static let identities = """
    {"identities":[
     {"name":"admin","credentials":[{"accessKey":"admin","secretKey":"adminsecret"}],"actions":["Admin"]},
     {"name":"role-user","credentials":[{"accessKey":"rolekey","secretKey":"rolesecret0123456789"}],"actions":[]},
     {"name":"stranger","credentials":[{"accessKey":"strangerkey","secretKey":"strangersecret012345"}],"actions":[]}
    ]}
    """

  private static let roles = """
    {"sts":{"tokenDuration":"15m","maxSessionLength":"12h","issuer":"seaweedfs-sts",
      "signingKey":"dGVzdC1zaWduaW5nLWtleS0zMi1jaGFyYWN0ZXJzLWxvbmc="},
     "policy":{"defaultEffect":"Deny","storeType":"memory"},
     "roles":[{"roleName":"Reader","roleArn":"arn:aws:iam::000000000000:role/Reader",
       "trustPolicy":{"Version":"2012-10-17","Statement":[{"Effect":"Allow",
         "Principal":{"AWS":["arn:aws:iam::000000000000:user/role-user"]},"Action":["sts:AssumeRole"]}]},
       "attachedPolicies":["ReaderPolicy"]}],
     "policies":[{"name":"ReaderPolicy","document":{"Version":"2012-10-17","Statement":[
       {"Effect":"Allow","Action":["s3:ListBucket","s3:ListBucketVersions","s3:GetObject","s3:GetObjectVersion",
         "s3:GetBucketVersioning"],
        "Resource":["arn:aws:s3:::boxoffice","arn:aws:s3:::boxoffice/*"]}]}}]}
    """
}

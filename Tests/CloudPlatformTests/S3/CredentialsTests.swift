import Domain
import Fixtures
import Foundation
import NIOCore
import Synchronization
import Testing

@testable import CloudPlatform

@Suite("Credentials")
struct CredentialsTests {
  let folder: TemporaryFolder
  static let end = "2126-11-22T13:45:09Z"
  static let document =
    #"{"Code": "Success", "AccessKeyId": "LENT", "SecretAccessKey": "secret", "Token": "token", "Expiration": "\#(end)"}"#
  static let lent = AWSCredentials(
    accessKeyID: "LENT", secretAccessKey: "secret", sessionToken: "token", expiresAt: Timestamp(iso: end))

  init() throws { folder = try TemporaryFolder() }

  private func service(_ environment: [String: String]) -> SecurityTokenService {
    SecurityTokenService(
      environment: environment, region: nil, transport: HTTPTransport(), retry: SeaweedFSServer.quick)
  }

  private func shared(_ environment: [String: String]) -> SharedFileCredentials {
    SharedFileCredentials(
      environment: ["HOME": folder.path].merging(environment) { $1 }, service: service(environment))
  }

  private func expectFailure(
    _ part: String, sourceLocation: SourceLocation = #_sourceLocation, _ body: () async throws -> AWSCredentials?
  ) async {
    do {
      let credentials = try await body()
      Issue.record("expected an error, not \(String(describing: credentials))", sourceLocation: sourceLocation)
    } catch let error as BoxOfficeError {
      #expect(error.code == "credentials-missing", sourceLocation: sourceLocation)
      #expect(error.message.contains(part), "\(error)", sourceLocation: sourceLocation)
    } catch {
      Issue.record("\(error)", sourceLocation: sourceLocation)
    }
  }

  // MARK: The environment

  @Test("come from the environment")
  func environment() async throws {
    #expect(try EnvironmentCredentials(environment: [:]).credentials() == nil)
    #expect(try EnvironmentCredentials(environment: ["AWS_ACCESS_KEY_ID": ""]).credentials() == nil)
    let keys = ["AWS_ACCESS_KEY_ID": "KEY", "AWS_SECRET_ACCESS_KEY": "secret"]
    #expect(
      try EnvironmentCredentials(environment: keys).credentials()
        == AWSCredentials(accessKeyID: "KEY", secretAccessKey: "secret"))
    let lent = keys.merging(["AWS_SESSION_TOKEN": "token"]) { $1 }
    #expect(try EnvironmentCredentials(environment: lent).credentials()?.sessionToken == "token")
    await expectFailure("AWS_SECRET_ACCESS_KEY is not") {
      try EnvironmentCredentials(environment: ["AWS_ACCESS_KEY_ID": "KEY"]).credentials()
    }
  }

  // MARK: The shared files

  @Test("come from the profile of the shared files that is asked for")
  func profiles() async throws {
    try folder.write(
      Data(
        """
        # comment
        [default]
        aws_access_key_id = DEFAULT
        aws_secret_access_key=one # not part of it
        [ work ]
        AWS_ACCESS_KEY_ID=WORK
        aws_secret_access_key = two/with=sign#
        aws_session_token = token
        """.utf8), to: ".aws/credentials")
    try folder.write(
      Data(
        """
        [default]
        region = eu-west-1
        s3 =
          aws_access_key_id = nested
        [profile work]
        region = eu-west-2
        aws_access_key_id = OVERRIDDEN
        [profile configured]
        aws_access_key_id = CONFIGURED
        aws_secret_access_key = three
        """.utf8), to: ".aws/config")
    #expect(
      try await shared([:]).credentials() == AWSCredentials(accessKeyID: "DEFAULT", secretAccessKey: "one"))
    #expect(
      try await shared(["AWS_PROFILE": "work"]).credentials()
        == AWSCredentials(accessKeyID: "WORK", secretAccessKey: "two/with=sign#", sessionToken: "token"))
    #expect(try await shared(["AWS_PROFILE": "configured"]).credentials()?.accessKeyID == "CONFIGURED")
    await expectFailure("no profile missing") { try await shared(["AWS_PROFILE": "missing"]).credentials() }
    let environment = ["HOME": folder.path, "AWS_PROFILE": "work"]
    #expect(try SharedProfiles(environment: environment).region == "eu-west-2")
  }

  @Test("come from files that are named, and are read again each time")
  func namedFiles() async throws {
    func write(_ key: String) throws {
      try folder.write(
        Data("[default]\naws_access_key_id=\(key)\naws_secret_access_key=x\n".utf8), to: "elsewhere")
    }
    let source = shared(["AWS_SHARED_CREDENTIALS_FILE": folder("elsewhere")])
    #expect(try await source.credentials() == nil)
    try write("ONE")
    #expect(try await source.credentials()?.accessKeyID == "ONE")
    try write("TWO")
    #expect(try await source.credentials()?.accessKeyID == "TWO")
  }

  @Test(
    "say what is wrong with a profile",
    arguments: [
      ("region = x", "neither aws_access_key_id"), ("credential_process = /bin/x", "by credential_process"),
      ("sso_session = x", "by sso_session"), ("role_arn = x", "no source_profile"),
      ("role_arn = x\nsource_profile = other", "lead to one another"),
    ])
  func faultyProfile(_ example: (lines: String, part: String)) async throws {
    try folder.write(
      Data("[profile faulty]\n\(example.lines)\n[profile other]\nrole_arn = y\nsource_profile = faulty\n".utf8),
      to: ".aws/config")
    await expectFailure(example.part) { try await shared(["AWS_PROFILE": "faulty"]).credentials() }
  }

  // MARK: The token service

  private static let rolesAnswer = """
    <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
      <AssumeRoleWithWebIdentityResult><Credentials><AccessKeyId>LENT</AccessKeyId>
        <SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken><Expiration>\(end)</Expiration>
      </Credentials></AssumeRoleWithWebIdentityResult></AssumeRoleWithWebIdentityResponse>
    """

  @Test("are lent to a web identity, also after the service stumbled")
  func webIdentity() async throws {
    let busy = Mutex(2)
    let server = try SmallHTTPServer { _ in
      let isBusy = busy.withLock {
        $0 -= 1; return $0 >= 0
      }
      return isBusy ? .init(503) : .init(200, Self.rolesAnswer)
    }
    let token = try folder.write(Data("one+two\n".utf8), to: "token")
    var environment = ["AWS_WEB_IDENTITY_TOKEN_FILE": token, "AWS_ENDPOINT_URL_STS": server.endpoint]
    let incomplete = environment
    await expectFailure("AWS_ROLE_ARN is not") {
      try await WebIdentityCredentials(environment: incomplete, service: service(incomplete)).credentials()
    }
    environment["AWS_ROLE_ARN"] = "arn:aws:iam::1:role/x"
    let credentials = try await WebIdentityCredentials(environment: environment, service: service(environment))
      .credentials()
    #expect(credentials == Self.lent)
    #expect(server.requests.count == 3)
    let request = try #require(server.requests.last)
    #expect(request.headers["authorization"] == nil)
    #expect(
      request.body == "Action=AssumeRoleWithWebIdentity&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A1%3Arole%2Fx"
        + "&RoleSessionName=boxoffice&WebIdentityToken=one%2Btwo")
  }

  @Test("are refused with the reason of the token service")
  func webIdentityRefused() async throws {
    let server = try SmallHTTPServer { _ in
      .init(403, "<ErrorResponse><Error><Code>AccessDenied</Code><Message>Not you</Message></Error></ErrorResponse>")
    }
    let environment = [
      "AWS_WEB_IDENTITY_TOKEN_FILE": try folder.write(Data("t".utf8), to: "token"), "AWS_ROLE_ARN": "role",
      "AWS_ENDPOINT_URL": server.endpoint,
    ]
    await expectFailure("does not lend the role role: AccessDenied, Not you") {
      try await WebIdentityCredentials(environment: environment, service: service(environment)).credentials()
    }
    #expect(server.requests.count == 1)
  }

  @Test(
    "of a role that a profile assumes are taken by a real server",
    .enabled(if: SeaweedFSServer.isWanted, "\(SeaweedFSServer.missing)"))
  func assumeRole() async throws {
    let server = try await SeaweedFSServer.shared.value
    try folder.write(
      Data(
        """
        [reader]
        role_arn = \(SeaweedFSServer.role)
        source_profile = user
        [user]
        aws_access_key_id = \(SeaweedFSServer.roleUser.key)
        aws_secret_access_key = \(SeaweedFSServer.roleUser.secret)
        """.utf8), to: ".aws/credentials")
    let environment = ["HOME": folder.path, "AWS_PROFILE": "reader", "AWS_ENDPOINT_URL": server.endpoint]
    let lent = try #require(try await shared(environment).credentials())
    #expect(lent.sessionToken != nil)
    #expect(try #require(lent.expiresAt) > .now())
    // They read, and do not write: the role's policy, not the user's.
    let client = try S3Client("s3://boxoffice/role", environment: environment)
    #expect(try await client.keys(prefix: "role/none/") == [])
    let error = await #expect(throws: S3Failure.self) {
      _ = try await client.put("role/a", S3Body(ByteBuffer(string: "text")))
    }
    #expect(error?.code == "AccessDenied")
  }

  // MARK: Containers and instances

  @Test("are lent to a container, with its token")
  func container() async throws {
    let server = try SmallHTTPServer { request in
      request.path == "/role" && request.headers["authorization"] == "Basic x"
        ? .init(200, Self.document) : .init(401)
    }
    var environment = [
      "AWS_CONTAINER_CREDENTIALS_FULL_URI": server.endpoint + "/role", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic x",
    ]
    #expect(try await ContainerCredentials(environment: environment).credentials() == Self.lent)
    environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] = try folder.write(Data("Basic y\n".utf8), to: "token")
    let refused = environment
    await expectFailure("status 401") { try await ContainerCredentials(environment: refused).credentials() }
    // The relative address is one of the agent's.
    let relative = ["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI": "/role", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "Basic x"]
    #expect(try await ContainerCredentials(environment: relative, agent: server.endpoint).credentials() == Self.lent)
    #expect(try await ContainerCredentials(environment: [:]).credentials() == nil)
  }

  @Test(
    "of a container are asked for on this machine only, unless encrypted",
    arguments: ["http://example.com/role", "http://169.254.169.254/", "ftp://127.0.0.1/", "nonsense"])
  func containerElsewhere(_ url: String) async {
    await expectFailure(url.hasPrefix("ftp") ? "does not answer" : "must be on this machine") {
      var environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": url]
      environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"] = "token"
      return try await ContainerCredentials(environment: environment, retry: .never).credentials()
    }
  }

  @Test("are lent to an instance with a role, for a token")
  func instance() async throws {
    let server = try SmallHTTPServer { request in
      switch (request.method, request.path) {
      case ("PUT", "/latest/api/token"):
        return request.headers["x-aws-ec2-metadata-token-ttl-seconds"] == nil ? .init(400) : .init(200, "metadata")
      case ("GET", "/latest/meta-data/iam/security-credentials/") where request.isAllowed: return .init(200, "Role")
      case ("GET", "/latest/meta-data/iam/security-credentials/Role") where request.isAllowed:
        return .init(200, Self.document)
      default: return .init(401)
      }
    }
    let environment = ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.endpoint]
    #expect(try await InstanceCredentials(environment: environment).credentials() == Self.lent)
    let disabled = environment.merging(["AWS_EC2_METADATA_DISABLED": "true"]) { $1 }
    #expect(try await InstanceCredentials(environment: disabled).credentials() == nil)
    #expect(server.requests.count == 3)
  }

  @Test("are none where there is no instance, or one without a role")
  func noInstance() async throws {
    let server = try SmallHTTPServer { $0.method == "PUT" ? .init(200, "metadata") : .init(404) }
    #expect(
      try await InstanceCredentials(environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": server.endpoint]).credentials()
        == nil)
    let nobody = "http://127.0.0.1:\(try Loopback.freePorts(1))"
    #expect(
      try await InstanceCredentials(environment: ["AWS_EC2_METADATA_SERVICE_ENDPOINT": nobody]).credentials() == nil)
  }

  @Test("in a document that is none are told without quoting it")
  func nonsense() async throws {
    let server = try SmallHTTPServer { _ in .init(200, #"{"SecretAccessKey": "hush"}"#) }
    let environment = ["AWS_CONTAINER_CREDENTIALS_FULL_URI": server.endpoint]
    do {
      _ = try await ContainerCredentials(environment: environment).credentials()
      Issue.record("it was taken")
    } catch {
      #expect("\(error)".contains("no credentials document"))
      #expect(!"\(error)".contains("hush"))
    }
  }
}

extension SmallHTTPServer.Request {
  fileprivate var isAllowed: Bool { headers["x-aws-ec2-metadata-token"] == "metadata" }
}

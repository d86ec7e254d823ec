import Domain
import Fixtures
import Foundation
import Testing

@testable import CloudPlatform

@Suite("Services of AWS that speak JSON")
struct AWSServiceTests {
  private static let secret = "arn:aws:secretsmanager:eu-central-1:000000000000:secret:boxoffice/prod/stage-a1b2c3"

  private static func environment(_ server: SmallHTTPServer) -> [String: String] {
    [
      "AWS_ENDPOINT_URL": server.endpoint, "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "secret",
      "AWS_SESSION_TOKEN": "token", "HOME": "/nonexistent",
    ]
  }

  @Test("a database's user is read from its secret, by a request that is signed for its region")
  func databaseUser() async throws {
    let server = try SmallHTTPServer { _ in
      .init(200, #"{"SecretString":"{\"username\":\"boxoffice\",\"password\":\"p w\"}"}"#)
    }
    let user = try await SecretsManager(environment: Self.environment(server)).databaseUser(Self.secret)
    #expect((user.username, user.password) == ("boxoffice", "p w"))
    #expect("\(user)" == "boxoffice")
    let request = try #require(server.requests.first)
    #expect(request.headers["x-amz-target"] == "secretsmanager.GetSecretValue")
    #expect(request.headers["x-amz-security-token"] == "token")
    #expect(request.headers["authorization"]?.contains("/eu-central-1/secretsmanager/aws4_request") == true)
    #expect(request.body == #"{"SecretId":"\#(Self.secret)"}"#)
  }

  @Test("what the service refuses is told with its reason; what the secret holds never is")
  func failures() async throws {
    let denied = try SmallHTTPServer { _ in
      .init(400, #"{"__type":"com.amazonaws#AccessDeniedException","Message":"not authorized"}"#)
    }
    let error = await #expect(throws: BoxOfficeError.self) {
      try await SecretsManager(environment: Self.environment(denied)).databaseUser(Self.secret)
    }
    #expect(error?.code == "secret-failed")
    #expect("\(try #require(error))".contains("AccessDeniedException (400): not authorized"))
    let odd = try SmallHTTPServer { _ in .init(200, #"{"SecretString":"hunter2"}"#) }
    let invalid = await #expect(throws: BoxOfficeError.self) {
      try await SecretsManager(environment: Self.environment(odd)).databaseUser(Self.secret)
    }
    #expect(invalid?.code == "secret-invalid")
    #expect(!"\(try #require(invalid))".contains("hunter2"))
  }
}

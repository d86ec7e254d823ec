import Domain
import Fixtures
import Foundation
import Testing

@testable import CloudPlatform

@Suite("Events of AWS Lambda")
struct LambdaEventTests {
  @Test("an S3 notification names the object as it is: its key is decoded")
  func decodedKey() throws {
    let body = #"""
      {"Records":[{"eventName":"ObjectCreated:CompleteMultipartUpload","awsRegion":"eu-central-1",
        "eventTime":"2026-11-22T13:45:09.120Z",
        "s3":{"bucket":{"name":"in"},"object":{"key":"a+b%2Bc/%C3%BC/data.zip","versionId":"v1"}}}]}
      """#
    let object = ObjectCreated(
      bucket: "in", key: "a b+c/ü/data.zip", version: "v1", region: "eu-central-1",
      time: Timestamp("2026-11-22T13:45:09.120Z"))
    #expect(try ObjectCreated.all(in: body) == [object])
  }

  @Test("an event of EventBridge has its key as it is")
  func plainKey() throws {
    let body = #"""
      {"detail-type":"Object Created","region":"eu-west-1","time":"2026-11-22T13:45:09Z",
       "detail":{"bucket":{"name":"in"},"object":{"key":"a+b%2B","version-id":"v1"}}}
      """#
    let object = ObjectCreated(
      bucket: "in", key: "a+b%2B", version: "v1", region: "eu-west-1", time: Timestamp("2026-11-22T13:45:09.000Z"))
    #expect(try ObjectCreated.all(in: body) == [object])
  }

  @Test(
    "what tells of no new object is nothing",
    arguments: [
      LambdaEvents.test, "{}", #"{"detail-type":"Object Deleted","detail":{"reason":"DeleteObject"}}"#,
      LambdaEvents.uploaded("a/data.zip", in: "in", version: "v", event: "ObjectRemoved:Delete"),
    ])
  func nothing(_ body: String) throws { #expect(try ObjectCreated.all(in: body).isEmpty) }

  @Test(
    "what cannot be read is refused",
    arguments: [
      "garbage", "[]", #"{"Records":[{"eventName":"ObjectCreated:Put"}]}"#, #"{"detail-type":"Object Created"}"#,
      #"{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"in"},"object":{"key":"%FF"}}}]}"#,
    ])
  func refused(_ body: String) throws {
    #expect { try ObjectCreated.all(in: body) } throws: { ($0 as? BoxOfficeError)?.code == "message-invalid" }
  }

  @Test("messages of a queue are told from the clock, and from what is neither")
  func kinds() throws {
    guard case .housekeeping = try LambdaEvent(Data(LambdaEvents.housekeeping.utf8)) else { throw Unexpected() }
    guard case .messages(let messages) = try LambdaEvent(Data(LambdaEvents.messages("a", "b").utf8)) else {
      throw Unexpected()
    }
    #expect(messages.map(\.id) == ["m0", "m1"])
    #expect(messages.map(\.body) == ["a", "b"])
    #expect(messages.first?.queue.region == "us-east-1")
    #expect(messages.first?.queue.account == "000000000000")
    #expect(messages.first?.queue.name == "uploads")
    for text in ["{}", "null", #"{"task":"other"}"#, #"{"Records":[{"messageId":"m"}]}"#] {
      #expect { try LambdaEvent(Data(text.utf8)) } throws: { ($0 as? BoxOfficeError)?.code == "event-unknown" }
    }
  }

  private struct Unexpected: Error {}
}

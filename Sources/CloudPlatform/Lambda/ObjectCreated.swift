import Domain
import Foundation

/// An object of a bucket that was created, as the body of a message tells it.
package struct ObjectCreated: Sendable, Equatable {
  package let bucket: String
  package let key: String
  /// `nil` where the bucket keeps no versions.
  package let version: String?
  package let region: String?
  /// When S3 had all of it.
  package let time: Timestamp?

  /// The objects that a message's body tells of: a notification of S3 (`Records`), or an event of EventBridge (`detail`).
  /// None for `s3:TestEvent`, and for events of other kinds. Throws `message-invalid` if it is no JSON object, or tells of an
  /// object without saying which.
  package static func all(in body: String) throws -> [ObjectCreated] {
    let document: Document
    do {
      document = try JSONDecoder().decode(Document.self, from: Data(body.utf8))
    } catch {
      throw invalid("it is neither a notification of S3 nor an event of EventBridge", error)
    }
    if let records = document.Records {
      return try records.compactMap { record in
        guard record.eventName?.hasPrefix("ObjectCreated:") == true else { return nil }
        guard let s3 = record.s3, let key = decoded(s3.object.key) else {
          throw invalid("a record names no object", nil)
        }
        return ObjectCreated(
          bucket: s3.bucket.name, key: key, version: s3.object.versionId, region: record.awsRegion,
          time: record.eventTime.flatMap(Timestamp.init(iso:)))
      }
    }
    guard document.detailType == "Object Created" else { return [] }
    guard let detail = document.detail else { throw invalid("the event has no detail", nil) }
    return [
      ObjectCreated(
        bucket: detail.bucket.name, key: detail.object.key, version: detail.object.version, region: document.region,
        time: document.time.flatMap(Timestamp.init(iso:)))
    ]
  }

  /// Notifications have keys as forms have them: `+` is a space, `%2B` a plus. EventBridge has them as they are.
  private static func decoded(_ key: String) -> String? {
    key.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
  }

  private static func invalid(_ what: String, _ cause: (any Error)?) -> BoxOfficeError {
    BoxOfficeError(
      code: "message-invalid",
      message: "a message of the queue cannot be read: \(what); see who may write into the queue", cause: cause)
  }

  private struct Document: Decodable {
    struct Bucket: Decodable {
      let name: String
    }
    struct Object: Decodable {
      let key: String
      /// In a notification.
      let versionId: String?
      /// In an event.
      let version: String?

      private enum CodingKeys: String, CodingKey {
        case key, versionId
        case version = "version-id"
      }
    }
    struct Place: Decodable {
      let bucket: Bucket
      let object: Object
    }
    struct Record: Decodable {
      let eventName: String?
      let awsRegion: String?
      let eventTime: String?
      let s3: Place?
    }

    let Records: [Record]?
    let detailType: String?
    let detail: Place?
    let region: String?
    let time: String?

    init(from decoder: any Decoder) throws {
      let values = try decoder.container(keyedBy: CodingKeys.self)
      Records = try values.decodeIfPresent([Record].self, forKey: .Records)
      detailType = try values.decodeIfPresent(String.self, forKey: .detailType)
      region = try values.decodeIfPresent(String.self, forKey: .region)
      time = try values.decodeIfPresent(String.self, forKey: .time)
      // Other kinds of events have other details.
      let isCreated = detailType == "Object Created"
      detail = isCreated ? try values.decodeIfPresent(Place.self, forKey: .detail) : nil
    }

    private enum CodingKeys: String, CodingKey {
      case Records, detail, region, time
      case detailType = "detail-type"
    }
  }
}

import Domain
import Foundation
import NIOHTTP1

/// A request that did not succeed.
struct S3Failure: Error {
  enum Reason {
    /// The server refused: the status, and the code and message of its answer.
    case refused(HTTPResponseStatus, code: String, message: String)
    /// No answer, or only a part of it: refused connections, resets, timeouts.
    case unanswered(any Error)
    /// An answer that S3 does not give.
    case malformed(String)
  }

  let reason: Reason
  /// What the server's support asks for.
  var requestID: String?
  /// When the server said so, by its clock.
  var serverTime: Timestamp?
  /// How long the server wants to be left alone.
  var wantedPause: Duration?
  /// The region that the bucket is in, if the server says so.
  var bucketRegion: String?
  /// Whether this request, or the same one before, may have been carried out all the same.
  var leavesDoubt: Bool
  var attempts = 1

  init(_ reason: Reason) {
    self.reason = reason
    leavesDoubt =
      switch reason {
      // A server that is busy (503) has done nothing; after any other fault of its own it may have.
      case .refused(let status, _, _): status.code >= 500 && status != .serviceUnavailable
      case .unanswered: true
      case .malformed: true
      }
  }

  init(status: HTTPResponseStatus, headers: HTTPHeaders, body: some Sequence<UInt8>) {
    let tree = XMLTree(body)
    self.init(
      .refused(
        status, code: tree?.text("Code") ?? "\(status.code)", message: tree?.text("Message") ?? status.reasonPhrase))
    requestID = headers.first(name: "x-amz-request-id") ?? tree?.text("RequestId")
    serverTime = headers.first(name: "date").flatMap(Timestamp.init(httpDate:))
    wantedPause = headers.first(name: "retry-after").flatMap { Int64($0) }.map { .seconds($0) }
    bucketRegion = headers.first(name: "x-amz-bucket-region") ?? tree?.text("Region")
  }

  var status: HTTPResponseStatus? {
    if case .refused(let status, _, _) = reason { status } else { nil }
  }

  var code: String? {
    if case .refused(_, let code, _) = reason { code } else { nil }
  }

  /// Faults of the network and the server, and requests that came too fast or in each other's way; never our own
  /// faults.
  ///
  /// `RequestTimeout` is a cut connection that S3 reports as 400. A `conflict` is another writer's moment: what the
  /// condition says is decided only by the next attempt.
  var isWorthRetrying: Bool {
    switch reason {
    case .unanswered: true
    case .malformed: false
    case .refused(let status, let code, _):
      status.code >= 500 && status != .notImplemented || status == .tooManyRequests
        || ["SlowDown", "RequestTimeout", "ConditionalRequestConflict", "OperationAborted"].contains(code)
    }
  }

  var isExpiredCredentials: Bool { ["ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"].contains(code) }

  /// Where the bucket is, if it was asked for elsewhere. An answer to HEAD has no code, only the status.
  var otherRegion: String? {
    guard let status, [301, 307, 400].contains(status.code) else { return nil }
    return bucketRegion
  }

  /// There is no such object, or no such version of it.
  ///
  /// A version id that the server has never made is told by 400 on some: `InvalidArgument`.
  func isMissingObject(version: String?) -> Bool {
    switch code {
    case "NoSuchKey", "NoSuchVersion": true
    case "MethodNotAllowed": version != nil  // the version is a delete marker
    case "InvalidArgument", "InvalidRequest": version != nil
    default: false
    }
  }

  /// A condition of the request does not hold. With `If-Match` a missing object is told by 404.
  var isFailedCondition: Bool { status == .preconditionFailed || code == "NoSuchKey" }
}

extension Timestamp {
  /// From the date format of HTTP that servers send: `Sun, 22 Nov 2026 13:45:09 GMT`.
  init?(httpDate text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let month = months.firstIndex(of: String(parts[2])) else { return nil }
    let digits = month < 9 ? "0\(month + 1)" : "\(month + 1)"
    self.init("\(parts[3])-\(digits)-\(parts[1])T\(parts[4]).000Z")
  }
}

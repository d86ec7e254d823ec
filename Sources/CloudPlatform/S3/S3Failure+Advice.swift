import Domain
import NIOHTTP1
import Watchfolders

extension S3Failure {
  /// The error that a person reads: what could not be done, why, and what to do.
  func explained(_ what: String, at location: S3Location, now: Timestamp) -> BoxOfficeError {
    var message = "could not \(what): \(told). \(advice(location, now: now))"
    if attempts > 1 { message += " (\(attempts) attempts)" }
    if let requestID { message += " (request \(requestID))" }
    return BoxOfficeError(code: ObjectStoreError.failed, message: message, cause: cause)
  }

  private var told: String {
    switch reason {
    case .refused(let status, let code, let message): "the server says \(code) (\(status.code)): \(message)"
    case .unanswered: "the server did not answer to the end"
    case .malformed(let what): what
    }
  }

  private var cause: (any Error)? {
    if case .unanswered(let error) = reason { error } else { nil }
  }

  private func advice(_ location: S3Location, now: Timestamp) -> String {
    switch reason {
    case .unanswered:
      "Check that \(location.endpointURL) is right and can be reached from here, then try again"
    case .malformed:
      "Check that \(location.endpointURL) is an S3 server and that nothing between changes its answers"
    case .refused(let status, let code, _): advice(status, code, location, now)
    }
  }

  private func advice(_ status: HTTPResponseStatus, _ code: String, _ location: S3Location, _ now: Timestamp) -> String
  {
    switch code {
    case "NoSuchBucket":
      return
        "Make the bucket (`aws s3api create-bucket --bucket \(location.bucket)`) and turn its versioning on, or name "
        + "one that is there"
    case "AccessDenied", "AllAccessDisabled":
      return "Give the credentials s3:ListBucket, s3:ListBucketVersions and s3:GetBucketVersioning on the bucket, and "
        + "s3:GetObject, s3:GetObjectVersion, s3:PutObject, s3:DeleteObject, s3:DeleteObjectVersion and "
        + "s3:AbortMultipartUpload on \(location.bucket)/\(location.prefix)*"
    case "InvalidAccessKeyId": return "Check the access key: this server does not know it"
    case "SignatureDoesNotMatch":
      return "Check the secret key, and that no proxy changes requests on their way"
    case "ExpiredToken", "InvalidToken", "TokenRefreshRequired":
      return "Get new credentials: these were lent for a time, which is over"
    case "RequestTimeTooSkewed":
      return skew(now) + " Set this machine's clock (`timedatectl set-ntp true`)"
    case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException":
      let region = bucketRegion.map { "Its region is \($0): set" } ?? "Set"
      return "\(region) AWS_REGION, or ?region=…, to the region of the bucket (not \(location.region))"
    case "XMinioStorageFull", "QuotaExceeded", "InsufficientStorage":
      return "Free some space there, for instance with `boxoffice prune`, or raise the quota"
    case "NotImplemented", "501": return "This server lacks what is needed; see docs/operations.md for what that is"
    default: break
    }
    return switch status.code {
    case 300..<400: "Correct the endpoint and the region: the bucket is elsewhere"
    case 403: "Check the credentials, their rights on \(location), and this machine's clock"
    case 400..<500: "Check \(location.endpointURL) and the name of the bucket"
    case 507: "Free some space there, for instance with `boxoffice prune`"
    default: "That is the server's trouble: try again later, and look at its log if it goes on"
    }
  }

  private func skew(_ now: Timestamp) -> String {
    guard let serverTime else { return "This machine's clock and the server's differ by more than 15 minutes." }
    let seconds = serverTime.duration(to: now).components.seconds
    return "This machine's clock is \(abs(seconds)) seconds \(seconds < 0 ? "behind" : "ahead of") the server's."
  }
}

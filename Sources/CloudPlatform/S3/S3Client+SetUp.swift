import NIOCore
import NIOHTTP1

extension S3Client {
  /// Makes the bucket, unless it is there, and turns its versioning on.
  package func setUpBucket() async throws {
    do {
      var request = S3Request(method: .PUT)
      // AWS wants to be told every region but its first.
      if location.region != "us-east-1" {
        let region = "<LocationConstraint>\(location.region)</LocationConstraint>"
        request.body = S3Body(
          ByteBuffer(string: "<CreateBucketConfiguration>\(region)</CreateBucketConfiguration>"))
      }
      do {
        _ = try await send(request)
      } catch let failure as S3Failure where failure.code == "BucketAlreadyOwnedByYou" {
        // It is there, and ours.
      }
      let enabled = "<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
      _ = try await send(
        S3Request(method: .PUT, query: [(name: "versioning", value: "")], body: S3Body(ByteBuffer(string: enabled))))
    } catch let failure as S3Failure {
      throw failure.explained("set up \(location)", at: location, now: now())
    }
  }
}

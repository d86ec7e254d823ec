import NIOCore
import NIOHTTP1

/// A request to a bucket, not yet signed, so that it can be sent as often as it takes.
struct S3Request {
  var method: HTTPMethod
  /// The whole key of the object; `nil` for the bucket itself.
  var key: String?
  var query: [(name: String, value: String)] = []
  var headers: [(name: String, value: String)] = []
  var body: S3Body?
  /// Whether the server may answer 200 and report an error in the body, as it does where it takes long.
  var mayFailLate = false
}

/// An answer that has arrived whole.
struct S3Response {
  let headers: HTTPHeaders
  let body: ByteBuffer

  /// The body as XML; throws what is to be told if it is none.
  func document(_ root: String) throws -> XMLTree {
    guard let tree = XMLTree(body.readableBytesView), tree.name == root else {
      throw S3Failure(.malformed("the answer is no \(root) document"))
    }
    return tree
  }
}

extension HTTPHeaders {
  /// The version that was made, read or removed.
  var versionID: String? { first(name: "x-amz-version-id") }
}

import Domain
import Testing

@testable import CloudPlatform

@Suite("Where a bucket is")
struct S3LocationTests {
  struct Example: Sendable, CustomTestStringConvertible {
    let text: String
    var environment: [String: String] = [:]
    let url: String
    let why: String
    var testDescription: String { why }
  }

  @Test(
    "is told by the URL and the environment",
    arguments: [
      Example(
        text: "s3://bucket/a/b", environment: ["AWS_REGION": "eu-west-1"],
        url: "https://bucket.s3.eu-west-1.amazonaws.com/a/b/key", why: "AWS wants the bucket in the host"),
      Example(
        text: "s3://my.bucket", environment: ["AWS_DEFAULT_REGION": "eu-west-1"],
        url: "https://s3.eu-west-1.amazonaws.com/my.bucket/key", why: "dots do not fit AWS's certificates"),
      Example(
        text: "s3://bucket/a/", environment: ["AWS_ENDPOINT_URL": "http://localhost:8333/"],
        url: "http://localhost:8333/bucket/a/key", why: "other servers want it in the path"),
      Example(
        text: "s3://bucket?style=host", environment: ["AWS_ENDPOINT_URL": "https://s3.example.com"],
        url: "https://bucket.s3.example.com/key", why: "unless told otherwise"),
      Example(
        text: "s3://bucket?style=path&region=us-east-2", environment: ["AWS_REGION": "eu-west-1"],
        url: "https://s3.us-east-2.amazonaws.com/bucket/key", why: "the URL comes before the environment"),
      Example(
        text: "s3://bucket",
        environment: ["AWS_ENDPOINT_URL": "http://one", "AWS_ENDPOINT_URL_S3": "http://two:80", "AWS_REGION": ""],
        url: "http://two/bucket/key", why: "the endpoint of S3 comes before that of all services"),
      Example(
        text: "s3://bucket?endpoint=http://%5B::1%5D:9000", environment: ["AWS_ENDPOINT_URL": "http://one"],
        url: "http://[::1]:9000/bucket/key", why: "an endpoint in the URL comes first"),
    ])
  func examples(_ example: Example) throws {
    let location = try S3Location(example.text, environment: example.environment)
    let (host, path) = location.address(of: location.prefix + "key")
    #expect("\(location.scheme)://\(host)\(path)" == example.url)
  }

  @Test("in another region AWS has another endpoint, and any other server the same")
  func moved() throws {
    let ours = try S3Location("s3://bucket/p", environment: ["AWS_REGION": "eu-west-1"])
    #expect(ours.moved(to: "us-west-2")?.address(of: "p/a").host == "bucket.s3.us-west-2.amazonaws.com")
    #expect(ours.moved(to: "us-west-2")?.region == "us-west-2")
    #expect(ours.moved(to: "eu-west-1") == nil && ours.moved(to: "films.example/") == nil)
    let other = try S3Location("s3://bucket/p", environment: ["AWS_ENDPOINT_URL": "http://s3.films.example:9000"])
    #expect(other.moved(to: "us-west-2")?.address(of: "a").host == "s3.films.example:9000")
  }

  @Test("takes the region of the profile last")
  func profileRegion() throws {
    #expect(try S3Location("s3://bucket", environment: [:], profileRegion: "eu-west-1").region == "eu-west-1")
    let environment = ["AWS_REGION": "eu-west-2"]
    #expect(try S3Location("s3://bucket", environment: environment, profileRegion: "eu-west-1").region == "eu-west-2")
  }

  @Test(
    "is refused with what is wrong with it",
    arguments: [
      ("http://bucket", "must look like"), ("s3:///prefix", "bucket's name"), ("s3://user@bucket", "must look like"),
      ("s3://Bucket", "bucket's name"), ("s3://ab", "bucket's name"), ("s3://-bucket", "bucket's name"),
      ("s3://a..b", "bucket's name"), ("s3://bucket/a b?region=x", "prefix"), ("s3://bucket/ä?region=x", "prefix"),
      ("s3://bucket/a/../b?region=x", "prefix"), ("s3://bucket?color=red", "color is not known"),
      ("s3://bucket", "which region"), ("s3://bucket?region=eu/west", "no name of a region"),
      ("s3://bucket?region=x&style=flat", "path or host"), ("s3://bucket?endpoint=ftp://a", "endpoint must look like"),
      ("s3://bucket?endpoint=http://a/b", "endpoint must look like"),
    ])
  func refused(_ example: (text: String, why: String)) {
    do {
      let location = try S3Location(example.text, environment: [:])
      Issue.record("\(location) was taken")
    } catch let error as BoxOfficeError {
      #expect(error.code == "location-invalid")
      #expect(error.message.contains(example.why), "\(error)")
    } catch {
      Issue.record("\(error)")
    }
  }
}

import Domain
import Foundation
import Watchfolders

/// Where objects lie: a bucket at an endpoint, and what the keys in it begin with.
///
/// Written `s3://bucket/prefix`, with the options `?endpoint=https://…&region=…&style=path|host` where the environment
/// (`AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, `AWS_REGION`, `AWS_DEFAULT_REGION`) does not say what is wanted.
package struct S3Location: Sendable, Equatable, CustomStringConvertible {
  /// How the bucket is named in a request.
  package enum Style: String, Sendable {
    /// `https://endpoint/bucket/key`: what servers other than AWS expect.
    case path
    /// `https://bucket.endpoint/key`: what AWS expects.
    case host
  }

  package let bucket: String
  /// Empty, or parts that each end in `/`.
  package let prefix: String
  package private(set) var region: String
  package let style: Style
  /// `https` or `http`.
  let scheme: String
  /// Host of the endpoint, with its port unless that is the scheme's own.
  private(set) var authority: String
  /// Whether the endpoint is AWS's own, which is another one in each region.
  private let isAtAWS: Bool

  /// `profileRegion` is the one of the shared configuration file, which comes last.
  package init(_ text: String, environment: [String: String], profileRegion: String? = nil) throws {
    guard let components = URLComponents(string: text), components.scheme == "s3", let bucket = components.host,
      components.user == nil, components.port == nil, components.fragment == nil
    else { throw Self.invalid(text, "it must look like s3://bucket/prefix") }
    guard Self.isBucketName(bucket) else {
      throw Self.invalid(text, "a bucket's name is 3 to 63 of [a-z0-9.-], and begins and ends with a letter or digit")
    }
    var options: [String: String] = [:]
    for item in components.queryItems ?? [] {
      guard ["endpoint", "region", "style"].contains(item.name), let value = item.value, !value.isEmpty else {
        throw Self.invalid(text, "the option \(item.name) is not known; there are endpoint, region and style")
      }
      options[item.name] = value
    }
    let path = components.path.split(separator: "/").joined(separator: "/")
    // S3's keys have 1,024 bytes; ours, which must fit behind it, have 200 in practice.
    guard path.utf8.count <= 500, path.split(separator: "/").allSatisfy({ ObjectKey(String($0)) != nil }) else {
      throw Self.invalid(text, "the prefix is at most 500 of [A-Za-z0-9._/-]")
    }
    func variable(_ names: String...) -> String? {
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    let endpoint = options["endpoint"] ?? variable("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL")
    let region = options["region"] ?? variable("AWS_REGION", "AWS_DEFAULT_REGION") ?? profileRegion
    guard let region = region ?? (endpoint == nil ? nil : "us-east-1") else {
      throw Self.invalid(text, "which region is the bucket in? Set AWS_REGION or add ?region=…")
    }
    guard Self.isHostLabel(region) else { throw Self.invalid(text, "\(region) is no name of a region") }
    let style = options["style"].map(Style.init(rawValue:))
    if case .some(.none) = style { throw Self.invalid(text, "the style is path or host") }
    self.bucket = bucket
    self.prefix = path.isEmpty ? "" : path + "/"
    self.region = region
    // Dots in the name do not fit the wildcard of AWS's certificates.
    self.style = (style ?? nil) ?? (endpoint == nil && !bucket.contains(".") ? .host : .path)
    isAtAWS = endpoint == nil
    (scheme, authority) = try Self.endpoint(endpoint ?? "https://\(Self.authority(in: region))")
  }

  private static func authority(in region: String) -> String { "s3.\(region).amazonaws.com" }

  /// The same place, the bucket being in another region; `nil` if that is the one that is known, or none.
  func moved(to region: String) -> S3Location? {
    guard region != self.region, Self.isHostLabel(region) else { return nil }
    var moved = self
    moved.region = region
    if isAtAWS { moved.authority = Self.authority(in: region) }
    return moved
  }

  private static func endpoint(_ text: String) throws -> (scheme: String, authority: String) {
    guard let components = URLComponents(string: text), let scheme = components.scheme, let host = components.host,
      ["http", "https"].contains(scheme), !host.isEmpty, ["", "/"].contains(components.path),
      components.query == nil, components.user == nil
    else { throw invalid(text, "an endpoint must look like https://s3.example.com:9000, without a path") }
    let port = components.port.flatMap { $0 == (scheme == "https" ? 443 : 80) ? nil : $0 }
    return (scheme, port.map { "\(host):\($0)" } ?? host)
  }

  private static func isBucketName(_ name: String) -> Bool {
    (3...63).contains(name.utf8.count) && !name.contains("..") && isHostLabel(String(name.first!))
      && isHostLabel(String(name.last!)) && name.split(separator: ".").allSatisfy { isHostLabel(String($0)) }
  }

  private static func isHostLabel(_ text: String) -> Bool {
    !text.isEmpty
      && text.utf8.allSatisfy { byte in
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
      } && text != "-"
  }

  private static func invalid(_ text: String, _ what: String) -> BoxOfficeError {
    BoxOfficeError(code: "location-invalid", message: "\(text) cannot be used: \(what)")
  }

  package var description: String { "s3://\(bucket)/\(prefix)" }
}

extension S3Location {
  /// Of the service at the endpoint.
  var endpointURL: String { "\(scheme)://\(authority)" }

  var isEncrypted: Bool { scheme == "https" }

  /// What requests for an object, or for the bucket, are addressed to: the header `Host` and the path, not yet encoded.
  func address(of key: String?) -> (host: String, path: String) {
    let object = "/" + (key ?? "")
    return switch style {
    case .path: (authority, key == nil ? "/\(bucket)" : "/\(bucket)\(object)")
    case .host: ("\(bucket).\(authority)", object)
    }
  }
}

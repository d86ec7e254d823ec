import Domain
import Foundation
import NIOCore
import NIOHTTP1
import Watchfolders

/// Looks whether a bucket is all that we need it to be.
struct S3Checks {
  /// S3 refuses requests whose time is 15 minutes off; a minute is already a sign of a clock that nobody sets.
  private static let largestSkewSeconds: Int64 = 60

  let client: S3Client
  private var checks: [EngineCheck] = []

  init(client: S3Client) { self.client = client }

  /// Looks at one thing after the other; what cannot be looked at for an earlier fault is left out.
  func run() async -> [EngineCheck] {
    var run = self
    guard await run.reach() else { return run.checks }
    await run.useProbe()
    return run.checks
  }

  /// Reachable, on time, versioned.
  private mutating func reach() async -> Bool {
    do {
      let (status, headers) = try await client.versioning()
      let server = headers.first(name: "server") ?? "an S3 server"
      let secrecy = client.location.isEncrypted ? "" : ", not encrypted"
      note("bucket", "\(client.location) at \(client.location.endpointURL) (\(server)\(secrecy)) answers")
      check(skewOf: headers)
      if let fault = S3Client.versioningFault(status, client.location) {
        note("versioning", fault, isWell: false)
      } else {
        note("versioning", "on")
      }
      return true
    } catch {
      note("bucket", told(error, "look at the bucket"), isWell: false)
      return false
    }
  }

  private mutating func check(skewOf headers: HTTPHeaders) {
    guard let time = headers.first(name: "date").flatMap(Timestamp.init(httpDate:)) else { return }
    let seconds = time.duration(to: client.now()).components.seconds
    note(
      "clock",
      "\(seconds) seconds after the server's"
        + (abs(seconds) <= Self.largestSkewSeconds ? "" : "; set this machine's clock (`timedatectl set-ntp true`)"),
      isWell: abs(seconds) <= Self.largestSkewSeconds)
  }

  /// Writes, reads, lists and deletes an object, as the stages do, and sees that conditions are heeded.
  private mutating func useProbe() async {
    // No provider's name begins with _.
    let key = client.location.prefix + "_doctor/\(UUID().uuidString.lowercased())"
    let body = S3Body(ByteBuffer(string: "probe"))
    var versions: [String] = []
    do {
      versions.append(try await client.put(key, body))
      var read = Data()
      try await client.download(key, version: nil, range: nil) { read.append(contentsOf: $0) }
      let isListed = try await client.entries(of: key).map(\.version) == versions
      guard read == Data("probe".utf8), isListed else {
        note("rights", "what was written does not read back or is not listed; is this an S3 server?", isWell: false)
        return
      }
      try await checkConditions(key, body)
    } catch {
      note("rights", told(error, "use an object of the bucket"), isWell: false)
    }
    do {
      for entry in try await client.entries(of: key) { try await client.delete(key, version: entry.version) }
      if !checks.contains(where: { $0.name == "rights" }) { note("rights", "puts, gets, lists and deletes") }
    } catch {
      note("rights", told(error, "delete \(key)"), isWell: false)
    }
  }

  private mutating func checkConditions(_ key: String, _ body: S3Body) async throws {
    let other = (name: "if-match", value: "\"00000000000000000000000000000000\"")
    var ignored: [String] = []
    if try await !isRefused({ _ = try await client.put(key, body, headers: [(name: "if-none-match", value: "*")]) }) {
      ignored.append("If-None-Match on PUT")
    }
    if try await !isRefused({ _ = try await client.put(key, body, headers: [other]) }) {
      ignored.append("If-Match on PUT")
    }
    if try await !isRefused({ _ = try await client.delete(key, headers: [other]) }) {
      ignored.append("If-Match on DELETE")
    }
    if ignored.isEmpty {
      note("conditional writes", "are heeded")
    } else {
      note(
        "conditional writes",
        "the server does not heed \(ignored.joined(separator: ", ")), so that two writers at once may lose what one of "
          + "them wrote; use a newer version of it, or another server", isWell: false)
    }
  }

  private func isRefused(_ body: () async throws -> Void) async throws -> Bool {
    do {
      try await body()
      return false
    } catch let failure as S3Failure where failure.isFailedCondition {
      return true
    }
  }

  private mutating func note(_ name: String, _ detail: String, isWell: Bool = true) {
    checks.append(EngineCheck(name: name, isWell: isWell, detail: detail))
  }

  private func told(_ error: any Error, _ what: String) -> String {
    (error as? S3Failure).map { "\($0.explained(what, at: client.location, now: client.now()))" } ?? "\(error)"
  }
}

extension S3Client {
  /// Throws unless the bucket can be reached and keeps versions.
  func requireVersioning() async throws {
    do {
      guard let fault = Self.versioningFault(try await versioning().status, location) else { return }
      throw BoxOfficeError(code: ObjectStoreError.failed, message: fault)
    } catch let failure as S3Failure {
      throw failure.explained("open \(location)", at: location, now: now())
    }
  }

  /// What is wrong with a bucket of this status; `nil` if nothing is.
  static func versioningFault(_ status: String?, _ location: S3Location) -> String? {
    if status == "Enabled" { return nil }
    let bucket = location.bucket
    return
      "the bucket \(bucket) does not keep versions "
      + "(\(status.map { "versioning is \($0)" } ?? "versioning was never on")): "
      + "turn it on with `aws s3api put-bucket-versioning --bucket \(bucket) "
      + "--versioning-configuration Status=Enabled`"
  }
}

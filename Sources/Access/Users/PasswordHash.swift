import Crypto
import CryptoExtras
import Domain
import Foundation

/// A salted, slow hash of a password: `$scrypt$ln=15,r=8,p=3$SALT$HASH`, in base64 without padding.
///
/// What it costs stands in each hash, so that it can be raised later without touching those there are.
package struct PasswordHash: CodedAsText, Hashable, Sendable {
  /// What a guess costs: 2^`rounds` × `blockSize` × 128 bytes of memory, filled `passes` times.
  package struct Cost: Hashable, Sendable {
    /// The logarithm to the base 2.
    let rounds: Int
    let blockSize: Int
    let passes: Int

    package init(rounds: Int, blockSize: Int = 8, passes: Int) {
      self.rounds = rounds
      self.blockSize = blockSize
      self.passes = passes
    }

    /// 32 MiB three times, about 160 ms: what OWASP's cheat sheet on password storage gives for this memory.
    package static let standard = Cost(rounds: 15, passes: 3)

    /// Beyond these a document of the store could stop the process.
    var isBearable: Bool { (1...18).contains(rounds) && (1...16).contains(blockSize) && (1...16).contains(passes) }
  }

  package let cost: Cost
  private let salt: [UInt8]
  private let hash: [UInt8]

  package static var form: String { "a password's hash: $scrypt$ln=…,r=…,p=…$salt$hash" }

  /// Takes as long as a guess. Error: `password-hash-failed`, when there is no memory for it.
  package init(_ password: Password, cost: Cost = .standard) throws {
    self.cost = cost
    var random = SystemRandomNumberGenerator()
    salt = (0..<16).map { _ in UInt8.random(in: .min ... .max, using: &random) }
    hash = try Self.derived(password, salt, cost)
  }

  /// Of nobody's password: what names without a user are compared with, so that they take as long as others.
  package static let nobody = PasswordHash(
    cost: .standard, salt: Array(repeating: 0, count: 16), hash: Array(repeating: 0, count: 32))

  private init(cost: Cost, salt: [UInt8], hash: [UInt8]) {
    self.cost = cost
    self.salt = salt
    self.hash = hash
  }

  package init?(text: String) {
    let parts = text.split(separator: "$", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 5, parts[0].isEmpty, parts[1] == "scrypt", let cost = Cost(text: parts[2]), cost.isBearable,
      let salt = Self.bytes(parts[3]), salt.count == 16, let hash = Self.bytes(parts[4]), hash.count == 32
    else { return nil }
    self.init(cost: cost, salt: salt, hash: hash)
  }

  package var description: String { "$scrypt$\(cost.text)$\(Self.base64(salt))$\(Self.base64(hash))" }

  /// Whether it is this password's. Takes the same time for every password. Error: `password-hash-failed`.
  package func matches(_ password: Password) throws -> Bool {
    let derived = try Self.derived(password, salt, cost)
    return zip(derived, hash).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func derived(_ password: Password, _ salt: [UInt8], _ cost: Cost) throws -> [UInt8] {
    do {
      let key = try KDF.Scrypt.deriveKey(
        from: password.bytes, salt: salt, outputByteCount: 32, rounds: 1 << cost.rounds, blockSize: cost.blockSize,
        parallelism: cost.passes)
      return key.withUnsafeBytes(Array.init)
    } catch {
      throw BoxOfficeError(
        code: "password-hash-failed",
        message:
          "a password's hash cannot be computed: it takes \((128 * cost.blockSize) << cost.rounds) bytes of memory; give"
          + " the process more",
        cause: error)
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    String(Data(bytes).base64EncodedString().prefix { $0 != "=" })
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let padding = String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    return Data(base64Encoded: text + padding).map(Array.init)
  }
}

extension PasswordHash.Cost {
  fileprivate var text: String { "ln=\(rounds),r=\(blockSize),p=\(passes)" }

  fileprivate init?(text: String) {
    let values = zip(["ln=", "r=", "p="], text.split(separator: ",", omittingEmptySubsequences: false))
      .compactMap { name, part in part.hasPrefix(name) ? Int(part.dropFirst(name.count)) : nil }
    guard values.count == 3, text.utf8.count < 30 else { return nil }
    self.init(rounds: values[0], blockSize: values[1], passes: values[2])
    guard self.text == text else { return nil }
  }
}

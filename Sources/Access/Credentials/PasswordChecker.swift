import Crypto
import Domain
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// Checks passwords on threads of their own, since each check is a tenth of a second of work by design, and remembers whose
/// was right, so that a user who asks every second costs that once.
///
/// What is remembered is a keyed hash, under a key that only this process has and for exactly the stored hash that it was
/// compared with: a password that was changed is forgotten with it.
package final class PasswordChecker: Sendable {
  /// The code of the error that refuses more checks than can be done soon.
  package static let busy = "password-checks-busy"

  private struct Known {
    let stored: PasswordHash
    let code: [UInt8]
  }

  /// One check, which several requests may wait for.
  private struct Check: Hashable {
    let stored: PasswordHash
    let code: [UInt8]
  }

  private struct State {
    var known: [UserName: Known] = [:]
    var underWay: [Check: Task<Bool, any Error>] = [:]
  }

  /// Half of the cores: readers who are known already are served by the others.
  package static let threads = max(1, System.coreCount / 2)
  private static let pool: NIOThreadPool = {
    let pool = NIOThreadPool(numberOfThreads: threads)
    pool.start()
    return pool
  }()

  private let key = SymmetricKey(size: .bits256)
  private let state = Mutex(State())
  private let maxUnderWay: Int

  /// - Parameter maxUnderWay: Checks that may wait. A thread does about six a second, and an edge waits ten seconds for an
  ///   answer.
  package init(maxUnderWay: Int = PasswordChecker.threads * 50) { self.maxUnderWay = maxUnderWay }

  /// Whether the password was found right before, for what is stored now. Takes a microsecond.
  package func isKnown(_ password: Password, of user: User) -> Bool {
    let code = code(password)
    guard let known = state.withLock({ $0.known[user.name] }), known.stored == user.password else { return false }
    return Self.areEqual(known.code, code)
  }

  /// Whether it is the user's password. Without a user nothing matches, after the same work.
  ///
  /// Errors: `password-checks-busy`, `password-hash-failed`.
  package func matches(_ password: Password, of user: User?) async throws -> Bool {
    if let user, isKnown(password, of: user) { return true }
    let stored = user?.password ?? .nobody
    let check = Check(stored: stored, code: code(password))
    let checking = try state.withLock { state in
      if let checking = state.underWay[check] { return checking }
      guard state.underWay.count < maxUnderWay else {
        throw BoxOfficeError(
          code: Self.busy, message: "\(maxUnderWay) passwords are being checked at the same time; try again later")
      }
      let checking = Task { try await Self.pool.runIfActive { try stored.matches(password) } }
      state.underWay[check] = checking
      return checking
    }
    let result = await checking.result
    state.withLock { state in
      state.underWay[check] = nil
      guard let user, case .success(true) = result else { return }
      state.known[user.name] = Known(stored: stored, code: check.code)
    }
    return try result.get() && user != nil
  }

  private func code(_ password: Password) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: password.bytes, using: key))
  }

  private static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}

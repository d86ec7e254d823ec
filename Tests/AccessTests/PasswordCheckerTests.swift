import Access
import Domain
import Testing

@Suite("A password is hashed once, and remembered for as long as it holds")
struct PasswordCheckerTests {
  private let checker = PasswordChecker()
  private let right = Password(sent: "correct horse battery")!
  private let wrong = Password(sent: "wrong horse battery")!

  private func user(_ password: Password) throws -> User {
    User(
      name: try #require(UserName(text: "ana")), scopes: [],
      password: try PasswordHash(password, cost: PasswordHashTests.cheap), createdAt: ManualTime.start,
      rotatedAt: ManualTime.start)
  }

  @Test("Right is right and wrong is wrong, before and after it is known")
  func matches() async throws {
    let user = try user(right)
    #expect(!checker.isKnown(right, of: user))
    for _ in 1...2 {
      #expect(try await checker.matches(right, of: user))
      #expect(try await !checker.matches(wrong, of: user))
    }
    #expect(checker.isKnown(right, of: user) && !checker.isKnown(wrong, of: user))
  }

  @Test("A password that was changed is known no longer, also when it was changed to the same one")
  func changed() async throws {
    #expect(try await checker.matches(right, of: try user(right)))
    #expect(!checker.isKnown(right, of: try user(wrong)))
    #expect(!checker.isKnown(right, of: try user(right)))
  }

  @Test("Without a user nothing matches, after the same work")
  func nobody() async throws { #expect(try await !checker.matches(right, of: nil)) }

  @Test("More checks than can be done soon are refused, and the others are done")
  func busy() async throws {
    let checker = PasswordChecker(maxUnderWay: 2)
    let user = try user(right)
    let results = await withTaskGroup(of: Result<Bool, any Error>.self) { group in
      for number in 0..<8 {
        group.addTask {
          do {
            // Nobody's hash is a slow one.
            return .success(try await checker.matches(Password(sent: "guess \(number)")!, of: nil))
          } catch {
            return .failure(error)
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    for case .failure(let error) in results { #expect((error as? BoxOfficeError)?.code == PasswordChecker.busy) }
    #expect(results.contains { if case .failure = $0 { true } else { false } })
    #expect(try await checker.matches(right, of: user))
  }
}

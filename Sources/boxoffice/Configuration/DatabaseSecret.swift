import CloudPlatform
import Glibc

/// Hands the database's user and password, where AWS Secrets Manager keeps them, to libpq.
enum DatabaseSecret {
  /// To be called before there are connections. libpq takes from the environment what the database's URL does not say; a
  /// password that is there is shown in no message and in no list of processes.
  static func read(_ configuration: AppConfiguration) async throws {
    guard !configuration.databaseSecret.isEmpty else { return }
    let user = try await SecretsManager(logger: Log.make(configuration)).databaseUser(configuration.databaseSecret)
    setenv("PGUSER", user.username, 1)
    setenv("PGPASSWORD", user.password, 1)
  }
}

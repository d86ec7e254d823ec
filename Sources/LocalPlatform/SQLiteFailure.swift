import Database
import Domain

/// Runs `body` and turns what the system or SQLite throws into the error of the port, with `what` in front; our own errors
/// pass through.
func databaseCall<Result>(_ what: @autoclosure () -> String, _ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as BoxOfficeError {
    throw error
  } catch let error as CancellationError {
    throw error
  } catch {
    throw BoxOfficeError(code: EditionDatabaseError.failed, message: what(), cause: error)
  }
}

/// The same for a `body` that waits.
func databaseCall<Result>(_ what: @autoclosure () -> String, _ body: () async throws -> Result) async throws -> Result {
  do {
    return try await body()
  } catch let error as BoxOfficeError {
    throw error
  } catch let error as CancellationError {
    throw error
  } catch {
    throw BoxOfficeError(code: EditionDatabaseError.failed, message: what(), cause: error)
  }
}

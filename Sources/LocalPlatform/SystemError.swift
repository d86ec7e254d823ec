import Glibc

/// A system call that failed: which one, on what, and why.
struct SystemError: Error, CustomStringConvertible, Sendable {
  let operation: String
  let path: String
  let number: Int32

  var description: String { "\(operation) \(path): \(String(cString: strerror(number)))" }

  var isDiskFull: Bool { number == ENOSPC || number == EDQUOT }
}

/// Makes a call that returns -1 on failure, again when a signal interrupted it.
@discardableResult
func systemCall<Result: SignedInteger>(
  _ operation: String, _ path: @autoclosure () -> String, _ call: () -> Result
) throws(SystemError) -> Result {
  while true {
    let result = call()
    if result != -1 { return result }
    let number = errno
    if number != EINTR { throw SystemError(operation: operation, path: path(), number: number) }
  }
}

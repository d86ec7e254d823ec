import Glibc

/// The open files that the system lets this process have.
enum OpenFiles {
  /// Raises the bound to `wanted`, as far as the process may do that by itself. Returns what it is then.
  static func allow(_ wanted: Int) -> Int {
    var bound = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &bound) == 0 else { return wanted }
    if bound.rlim_cur < rlim_t(wanted) {
      var raised = bound
      raised.rlim_cur = min(rlim_t(wanted), bound.rlim_max)
      if setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &raised) == 0 { bound = raised }
    }
    return Int(min(bound.rlim_cur, rlim_t(Int32.max)))
  }
}

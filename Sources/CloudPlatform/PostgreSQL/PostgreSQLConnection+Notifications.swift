import CLibPQ
import Domain

extension PostgreSQLConnection {
  /// The payloads of the notifications that have come in. Throws if the connection has broken off.
  func takeNotifications() throws -> [String] {
    guard PQconsumeInput(handle) == 1, !isLost else {
      throw PostgreSQLFailure(kind: .lost, message: String(cString: PQerrorMessage(handle)))
    }
    var payloads: [String] = []
    while let notification = PQnotifies(handle) {
      payloads.append(String(cString: notification.pointee.extra))
      PQfreemem(notification)
    }
    return payloads
  }
}

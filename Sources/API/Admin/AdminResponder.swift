import HTTPTypes
import Hummingbird
import Logging
import NIOCore

/// Health and metrics, on a port of their own.
package struct AdminResponder: HTTPResponder {
  let unreadiness: @Sendable () async -> [String]
  let metricsText: @Sendable () -> String

  package func respond(to request: Request, context: APIContext) async throws -> Response {
    guard request.method == .get || request.method == .head else {
      return text(request, .methodNotAllowed, "only GET and HEAD are answered\n", [.allow: "GET, HEAD"])
    }
    switch request.head.path {
    case "/health/live": return text(request, .ok, "live\n")
    case "/health/ready":
      let reasons = await unreadiness()
      guard reasons.isEmpty else {
        context.logger.warning("not ready", metadata: ["error": "\(reasons.joined(separator: "; "))"])
        return text(request, .serviceUnavailable, "not ready: \(reasons.joined(separator: "; "))\n")
      }
      return text(request, .ok, "ready\n")
    case "/metrics":
      return text(request, .ok, metricsText(), [.contentType: "text/plain; version=0.0.4; charset=utf-8"])
    default:
      return text(request, .notFound, "there are /health/live, /health/ready and /metrics here\n")
    }
  }

  private func text(
    _ request: Request, _ status: HTTPResponse.Status, _ body: String, _ more: HTTPFields = [:]
  ) -> Response {
    var fields: HTTPFields = [
      .contentType: "text/plain; charset=utf-8", .cacheControl: CachePolicy.never, .xContentTypeOptions: "nosniff",
      .contentLength: String(body.utf8.count),
    ]
    for field in more { fields[field.name] = field.value }
    return Response(
      status: status, headers: fields,
      body: request.method == .head ? ResponseBody() : ResponseBody(byteBuffer: ByteBuffer(string: body)))
  }
}
